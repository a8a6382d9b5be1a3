DROP TRIGGER anciennes_coordonnees_garder ON prospects;
DROP FUNCTION anciennes_coordonnees_garder();
DROP TABLE anciennes_coordonnees;
