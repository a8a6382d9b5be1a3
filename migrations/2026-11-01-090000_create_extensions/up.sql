-- unaccent() is only STABLE because its dictionary can be changed. Naming the dictionary makes it safe to declare
-- IMMUTABLE, as an index requires. NFKC comes first, so that "e + combining accent" and "é" are one letter.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE FUNCTION normaliser(texte text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, normalize(texte, NFKC)));
COMMENT ON FUNCTION normaliser(text) IS 'Lower case without accents: the form in which names and cities are searched and sorted.';
