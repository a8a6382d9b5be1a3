CREATE TABLE echecs_authentification (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    compte_hash bytea,
    adresse text NOT NULL,
    date_echec timestamptz NOT NULL
);
CREATE INDEX echecs_authentification_compte ON echecs_authentification (compte_hash, date_echec);
CREATE INDEX echecs_authentification_adresse ON echecs_authentification (adresse, date_echec);
CREATE INDEX echecs_authentification_date ON echecs_authentification (date_echec);
COMMENT ON TABLE echecs_authentification IS 'Logins and keys that were refused lately: who guesses is slowed down, on every instance. Older ones are removed.';
COMMENT ON COLUMN echecs_authentification.compte_hash IS 'SHA-256 of the email typed, whether somebody has it or not; null for a wrong key.';
COMMENT ON COLUMN echecs_authentification.adresse IS 'IPv4 address, or the /64 network of an IPv6 address.';
