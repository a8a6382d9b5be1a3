DROP FUNCTION notifications_de_personne(text), journal_de_personne(text), morceau(text), espacer(text), serrer(text);
DROP INDEX notifications_lien;
