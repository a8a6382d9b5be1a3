-- The extensions stay: other schemas of the database may use them.
DROP FUNCTION normaliser(text);
