DROP FUNCTION lots_de_personne(text);
DROP TABLE lots_lignes;
DROP TABLE lots;
