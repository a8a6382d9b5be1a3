-- An invited person has no password yet.
ALTER TABLE utilisateurs ALTER COLUMN mot_de_passe_hash DROP NOT NULL;
COMMENT ON COLUMN utilisateurs.mot_de_passe_hash IS 'PHC string, argon2id; null until an invitation was answered.';

CREATE TABLE invitations (
    jeton_hash bytea PRIMARY KEY,
    id_utilisateur bigint NOT NULL CONSTRAINT invitations_une_par_personne UNIQUE REFERENCES utilisateurs ON DELETE CASCADE,
    date_creation timestamptz NOT NULL,
    date_expiration timestamptz NOT NULL
);
COMMENT ON TABLE invitations IS 'Links by which a person chooses a password: good once, the newest of a person alone.';
COMMENT ON COLUMN invitations.jeton_hash IS 'SHA-256 of the token of the link: a copy of the table opens nothing.';
