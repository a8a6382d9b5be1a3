DROP TABLE appareils_connus;
ALTER TABLE echecs_authentification DROP COLUMN reseau, DROP COLUMN site;
COMMENT ON COLUMN echecs_authentification.adresse IS 'IPv4 address, or the /64 network of an IPv6 address.';
