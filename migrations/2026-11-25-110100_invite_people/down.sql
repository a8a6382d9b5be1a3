DROP TABLE invitations;
-- Accounts without a password are deleted: the former column requires one, and an empty one could not log in either.
DELETE FROM utilisateurs WHERE mot_de_passe_hash IS NULL;
ALTER TABLE utilisateurs ALTER COLUMN mot_de_passe_hash SET NOT NULL;
COMMENT ON COLUMN utilisateurs.mot_de_passe_hash IS 'PHC string, argon2id.';
