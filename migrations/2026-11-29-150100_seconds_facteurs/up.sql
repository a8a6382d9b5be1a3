CREATE TABLE seconds_facteurs (
    id_utilisateur bigint PRIMARY KEY REFERENCES utilisateurs ON DELETE CASCADE,
    secret bytea NOT NULL,
    date_creation timestamptz NOT NULL,
    date_activation timestamptz,
    dernier_pas bigint
);
COMMENT ON TABLE seconds_facteurs IS 'Second factors: the secret that a person shares with an authenticator application (TOTP, RFC 6238).';
COMMENT ON COLUMN seconds_facteurs.secret IS 'Nonce and ciphertext (ChaCha20-Poly1305) under a key derived from TOTP_KEY; bound to id_utilisateur.';
COMMENT ON COLUMN seconds_facteurs.date_activation IS 'Null until a first code was given: no login asks for it before.';
COMMENT ON COLUMN seconds_facteurs.dernier_pas IS 'Time step of the last code that was taken: no code is taken twice.';

CREATE TABLE codes_secours (
    id_utilisateur bigint NOT NULL REFERENCES seconds_facteurs ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (id_utilisateur, code_hash)
);
COMMENT ON TABLE codes_secours IS 'Recovery codes that were not used yet, as HMAC-SHA-256 under a key derived from TOTP_KEY.';

ALTER TABLE auth_sessions ADD COLUMN date_verification timestamptz;
COMMENT ON COLUMN auth_sessions.date_verification IS 'When the second factor was last given in this session; null when it never was.';
