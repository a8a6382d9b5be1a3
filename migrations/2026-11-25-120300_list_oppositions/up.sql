CREATE TABLE oppositions (
    empreinte bytea PRIMARY KEY CHECK (octet_length(empreinte) = 32),
    date_opposition timestamptz NOT NULL
);
COMMENT ON TABLE oppositions IS 'Addresses and numbers of people who don''t want to be contacted: refused when they come in.';
COMMENT ON COLUMN oppositions.empreinte IS
    'HMAC-SHA256 of the kind and the normalised address or number, under RGPD_HMAC_KEY: without the key nobody can be guessed.';
