-- An anonymisation asks this of all bulk changes and all views: it reads the traces of the person once, not for each text.
CREATE FUNCTION textes_de_personne(prospect text, textes text[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    WITH traces AS MATERIALIZED (
        SELECT formes, reperes FROM traces_de_personne(prospect)
    ), lus AS MATERIALIZED (
        SELECT texte, mots(lisible(texte)) AS mots
        FROM (SELECT DISTINCT texte FROM unnest(textes) AS texte WHERE texte IS NOT NULL) AS t
    ), dits AS MATERIALIZED (
        -- Only numbers are looked for by keys, which cost more than words.
        SELECT texte, mots, CASE WHEN mots ~ '[0-9]' THEN reperes_de_texte(texte) END AS reperes FROM lus
    )
    SELECT texte FROM dits d WHERE EXISTS (SELECT FROM traces t
        WHERE (t.formes = '{}' AND d.reperes @> t.reperes)
            OR EXISTS (SELECT FROM unnest(t.formes) AS forme WHERE strpos(d.mots, forme) > 0))
$$;
COMMENT ON FUNCTION textes_de_personne(text, text[]) IS
    'The texts that hold an address, a number or any of the names of a prospect: asked of what is known to be theirs.';

CREATE OR REPLACE FUNCTION nomme_personne(prospect text, texte text) RETURNS boolean LANGUAGE sql STABLE STRICT AS $$
    SELECT EXISTS (SELECT FROM textes_de_personne(prospect, ARRAY[texte]))
$$;
COMMENT ON FUNCTION nomme_personne(text, text) IS 'Whether a text is one of textes_de_personne().';

CREATE OR REPLACE FUNCTION lots_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH dits AS MATERIALIZED (
        SELECT id_lot, texte FROM lots, unnest(ARRAY[substring(requete FROM '(?:^|&)recherche=([^&]*)'),
            parametres ->> 'message', parametres ->> 'relanceObjet']) AS texte
    )
    SELECT DISTINCT id_lot FROM dits
    WHERE texte IN (SELECT textes_de_personne(prospect, (SELECT array_agg(texte) FROM dits)))
$$;

CREATE OR REPLACE FUNCTION vues_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH dits AS MATERIALIZED (
        SELECT id_vue, texte FROM vues, unnest(ARRAY[nom, substring(requete FROM '(?:^|&)recherche=([^&]*)')]) AS texte
    )
    SELECT DISTINCT id_vue FROM dits
    WHERE texte IN (SELECT textes_de_personne(prospect, (SELECT array_agg(texte) FROM dits)))
$$;
