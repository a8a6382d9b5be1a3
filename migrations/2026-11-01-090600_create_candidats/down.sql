DROP TRIGGER candidat_coherent_prospects ON prospects;
DROP TRIGGER candidat_coherent_retour ON prospects;
DROP TABLE candidats;
DROP FUNCTION candidat_coherent();
