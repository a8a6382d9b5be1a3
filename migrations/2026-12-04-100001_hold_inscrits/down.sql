DROP TRIGGER inscrits_exacts_sessions ON sessions;
DROP TRIGGER inscrits_exacts_candidats ON candidats;
DROP FUNCTION inscrits_exacts();
DROP FUNCTION candidat_actif(text);
