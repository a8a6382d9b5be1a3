DROP FUNCTION vues_de_personne(text);
DROP TABLE vues;
