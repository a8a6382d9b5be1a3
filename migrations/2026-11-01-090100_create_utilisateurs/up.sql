CREATE TABLE utilisateurs (
    id_utilisateur bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL CHECK (email = btrim(email) AND email LIKE '%_@_%' AND length(email) <= 254),
    nom text NOT NULL,
    prenom text NOT NULL,
    role text NOT NULL CONSTRAINT utilisateurs_role_connu CHECK (role IN ('ADMIN', 'FORMATEUR', 'ELEVE')),
    mot_de_passe_hash text NOT NULL,
    actif boolean NOT NULL DEFAULT true,
    date_creation timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX utilisateurs_email_unique ON utilisateurs (lower(email));
COMMENT ON TABLE utilisateurs IS 'People of the school who log in.';
COMMENT ON COLUMN utilisateurs.mot_de_passe_hash IS 'PHC string, argon2id.';

CREATE TABLE auth_sessions (
    jeton_hash bytea PRIMARY KEY,
    id_utilisateur bigint NOT NULL REFERENCES utilisateurs ON DELETE CASCADE,
    date_creation timestamptz NOT NULL,
    date_derniere_activite timestamptz NOT NULL,
    date_expiration timestamptz NOT NULL
);
CREATE INDEX auth_sessions_utilisateur ON auth_sessions (id_utilisateur);
CREATE INDEX auth_sessions_expiration ON auth_sessions (date_expiration);
COMMENT ON TABLE auth_sessions IS 'Logins. "session" alone is a training session.';
COMMENT ON COLUMN auth_sessions.jeton_hash IS 'SHA-256 of the opaque token of the cookie: a copy of the table opens nothing.';
COMMENT ON COLUMN auth_sessions.date_expiration IS 'Absolute: no activity prolongs it.';
