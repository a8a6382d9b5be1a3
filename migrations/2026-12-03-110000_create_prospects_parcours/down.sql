DROP TRIGGER prospects_parcours_avancer ON prospects;
DROP TRIGGER prospects_parcours_commencer ON prospects;
DROP FUNCTION prospects_parcours_avancer();
DROP FUNCTION prospects_parcours_commencer();
DROP TABLE prospects_parcours;
