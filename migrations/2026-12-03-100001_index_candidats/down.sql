DROP INDEX candidats_formation;
DROP INDEX candidats_dossier_pieces;
DROP INDEX candidats_dossier;
DROP INDEX candidats_pieces;
