ALTER TABLE auth_sessions DROP COLUMN nouvel_appareil, DROP COLUMN agent, DROP COLUMN adresse;
DROP TABLE journal_securite;
DROP FUNCTION journal_securite_refuser();
