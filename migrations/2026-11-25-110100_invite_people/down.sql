DROP TABLE invitations;
-- Whoever has no password can't be kept: nobody could log in with an empty one either.
DELETE FROM utilisateurs WHERE mot_de_passe_hash IS NULL;
ALTER TABLE utilisateurs ALTER COLUMN mot_de_passe_hash SET NOT NULL;
COMMENT ON COLUMN utilisateurs.mot_de_passe_hash IS 'PHC string, argon2id.';
