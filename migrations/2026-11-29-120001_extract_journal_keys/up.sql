-- Free text is searched in one spelling: escapes decoded, invisible characters removed, lower case, no accents.
CREATE FUNCTION caractere(code int) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN code BETWEEN 32 AND 55295 OR code BETWEEN 57344 AND 1114111 THEN chr(code) ELSE ' ' END;
COMMENT ON FUNCTION caractere(int) IS 'The character of a code point; a blank for a control character and for what is none.';
CREATE FUNCTION hexadecimal(chiffres text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ('x' || lpad(chiffres, 8, '0'))::bit(32)::int;
COMMENT ON FUNCTION hexadecimal(text) IS 'The number that up to eight hexadecimal digits make.';

CREATE FUNCTION decoder_morceau(morceau text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE
        WHEN left(morceau, 1) NOT IN ('%', '&', E'\\') OR length(morceau) = 1 THEN morceau
        WHEN length(morceau) = 3 AND left(morceau, 1) = '%' THEN caractere(hexadecimal(right(morceau, 2)))
        WHEN left(morceau, 1) = '%' THEN convert_from(decode(replace(morceau, '%', ''), 'hex'), 'UTF8')
        WHEN morceau ~ '^&#[xX]' THEN caractere(hexadecimal(substring(morceau FROM '[0-9a-fA-F]+')))
        WHEN morceau ~ '^&#' THEN caractere(substring(morceau FROM '[0-9]+')::int)
        WHEN morceau = '&commat;' THEN '@'
        WHEN morceau = '&amp;' THEN '&'
        WHEN morceau ~ '^&.(acute|grave|circ|uml|cedil|tilde|ring|caron|slash);$' THEN substr(morceau, 2, 1)
        WHEN morceau ~ '^&(ae|oe|AE|OE)lig;$' THEN substr(morceau, 2, 2)
        WHEN morceau ~ '[0-9a-fA-F]{4}$' THEN caractere(hexadecimal(right(morceau, 4)))
        ELSE ' '
    END;
COMMENT ON FUNCTION decoder_morceau(text) IS
    'What an escape of a URL (RFC 3986 §2.1), of HTML or of JSON (RFC 8259 §7) stands for; other texts as they are.';

CREATE FUNCTION decoder(texte text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    avant text;
BEGIN
    -- An escape may be escaped again: JSON in a JSON text, a URL in a URL.
    FOR fois IN 1..3 LOOP
        EXIT WHEN texte !~ '%[0-9a-fA-F]{2}|&[a-zA-Z#]|\\';
        avant := texte;
        SELECT string_agg(decoder_morceau(m[1]), '' ORDER BY place) INTO texte FROM regexp_matches(avant, concat(
            '[^%&\\]+|\\+u[0-9a-fA-F]{4}|\\+[nrtbf]|\\+',
            '|&#[0-9]{1,7};|&#[xX][0-9a-fA-F]{1,6};|&[a-zA-Z]{2,8};',
            '|%[cC][2-9a-fA-F]%[89abAB][0-9a-fA-F]|%[dD][0-9a-fA-F]%[89abAB][0-9a-fA-F]',
            '|%[eE](?:0%[abAB]|[1-9a-cA-CeEfF]%[89abAB]|[dD]%[89])[0-9a-fA-F]%[89abAB][0-9a-fA-F]',
            '|%[0-9a-fA-F]{2}|[%&]'), 'g') WITH ORDINALITY AS t (m, place);
        EXIT WHEN texte = avant;
    END LOOP;
    RETURN texte;
END $$;
COMMENT ON FUNCTION decoder(text) IS 'A text without the escapes of URLs, of HTML and of JSON.';

CREATE FUNCTION lisible(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN normaliser(translate(decoder(texte),
        U&'\00AD\034F\061C\180E\200B\200C\200D\200E\200F\202A\202B\202C\202D\202E\2060\2061\2062\2063\2064\2066\2067\2068\2069\FEFF', ''));
COMMENT ON FUNCTION lisible(text) IS 'A text decoded and normalised, without invisible and bidi characters.';

CREATE FUNCTION mots(lisible text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN concat(' ', btrim(regexp_replace(lisible COLLATE "C",
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')), ' ');
COMMENT ON FUNCTION mots(text) IS 'The words of what lisible() makes, between single blanks: the form in which a trace is looked for.';

CREATE FUNCTION reperes_de_texte(texte text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    clair text := lisible(texte);
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT repere), '{}') FROM (
        SELECT hashtextextended(mot, 0) FROM string_to_table(btrim(mots(clair)), ' ') AS mot
        UNION ALL
        -- Digits are joined whatever stands between them; in a JSON list, ", " parts two numbers.
        SELECT hashtextextended('#' || substr(chiffres, place, 9), 0)
        FROM regexp_matches(replace(replace(clair, ', ', '|'), ': ', '|') COLLATE "C",
                '[0-9][0-9 .,:;/()+_*''\u00b7\u2000-\u206f\u2212-]*[0-9]', 'g') AS suite,
            LATERAL (SELECT regexp_replace(suite[1] COLLATE "C", '[^0-9]', '', 'g') AS chiffres OFFSET 0) AS c,
            generate_series(1, length(chiffres) - 8) AS place
    ) AS t (repere));
END $$;
COMMENT ON FUNCTION reperes_de_texte(text) IS
    'Keys of a text: a hash of each word, and of each nine digits in a row (a telephone number is known by its last nine).';

CREATE TABLE journal_reperes (
    id_entree bigint PRIMARY KEY REFERENCES journal_erreurs ON DELETE CASCADE,
    reperes bigint[]
);
-- Without `fastupdate`, new keys go straight into the index, so a search reads no pending list.
CREATE INDEX journal_reperes_reperes ON journal_reperes USING gin (reperes) WITH (fastupdate = off);
CREATE INDEX journal_reperes_a_extraire ON journal_reperes (id_entree) WHERE reperes IS NULL;
COMMENT ON TABLE journal_reperes IS
    'Keys of the entries of the error journal that have no action: by them those of a person are found without reading all.';
COMMENT ON COLUMN journal_reperes.reperes IS 'Hashes, see reperes_de_texte(); null until `migrate` has read the entry.';

CREATE FUNCTION journal_texte(entree journal_erreurs) RETURNS text LANGUAGE sql STABLE
    RETURN concat_ws(' ', entree.nom_workflow, entree.nom_noeud, entree.message_erreur, entree.donnees_entree);
COMMENT ON FUNCTION journal_texte(journal_erreurs) IS 'Everything that an entry says.';

CREATE FUNCTION journal_reperer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_reperes (id_entree, reperes) VALUES (NEW.id, reperes_de_texte(journal_texte(NEW)))
    ON CONFLICT (id_entree) DO UPDATE SET reperes = excluded.reperes;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_reperer AFTER INSERT OR UPDATE OF nom_workflow, nom_noeud, message_erreur, donnees_entree
    ON journal_erreurs FOR EACH ROW WHEN (NEW.id_conversion IS NULL) EXECUTE FUNCTION journal_reperer();
