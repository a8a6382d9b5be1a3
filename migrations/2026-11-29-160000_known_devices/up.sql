ALTER TABLE echecs_authentification ADD COLUMN reseau text, ADD COLUMN site text;
CREATE INDEX echecs_authentification_reseau ON echecs_authentification (reseau, date_echec);
CREATE INDEX echecs_authentification_site ON echecs_authentification (site, date_echec);
COMMENT ON COLUMN echecs_authentification.adresse IS 'IPv4 address, the /64 network of an IPv6 address, or "appareil" and the hash of a browser that is known.';
COMMENT ON COLUMN echecs_authentification.reseau IS 'The /56 network of an IPv6 address.';
COMMENT ON COLUMN echecs_authentification.site IS 'The /48 network of an IPv6 address, the /24 network of an IPv4 address.';

CREATE TABLE appareils_connus (
    jeton_hash bytea NOT NULL,
    id_utilisateur bigint NOT NULL REFERENCES utilisateurs ON DELETE CASCADE,
    date_derniere_connexion timestamptz NOT NULL,
    PRIMARY KEY (jeton_hash, id_utilisateur)
);
CREATE INDEX appareils_connus_utilisateur ON appareils_connus (id_utilisateur, date_derniere_connexion);
COMMENT ON TABLE appareils_connus IS 'Browsers that logged in before: a stranger who guesses passwords does not lock them out. None of them is logged in by that.';
COMMENT ON COLUMN appareils_connus.jeton_hash IS 'SHA-256 of the token in the browser''s cookie.';
