-- Entries older than the trigger have no keys yet: searches read them one by one until `migrate` has extracted the
-- keys in batches.
INSERT INTO journal_reperes (id_entree) SELECT id FROM journal_erreurs WHERE id_conversion IS NULL
ON CONFLICT DO NOTHING;

CREATE FUNCTION traces_de_personne(prospect text) RETURNS TABLE (formes text[], reperes bigint[]) LANGUAGE sql STABLE AS $$
    WITH personne AS (
        SELECT p.nom, p.prenom, p.emails, p.telephones, p.adresse, c.numero_dossier, c.lien_dossier_drive
        FROM prospects p LEFT JOIN candidats c USING (id_prospect) WHERE p.id_prospect = prospect
    ), textes AS (
        SELECT ARRAY[texte] AS textes FROM personne,
            unnest(emails || ARRAY[adresse, numero_dossier, lien_dossier_drive]) AS texte
        WHERE length(mots(lisible(texte))) >= 8
        UNION SELECT ARRAY[valeur] FROM anciennes_coordonnees WHERE id_prospect = prospect AND nature = 'EMAIL'
        UNION SELECT ARRAY[prospect]
        UNION SELECT ARRAY[nom, prenom] FROM personne
        WHERE btrim(mots(lisible(nom))) <> '' AND btrim(mots(lisible(prenom))) <> ''
    ), numeros AS (
        SELECT ltrim(numero, '+') AS numero FROM personne, unnest(telephones) AS numero
        UNION SELECT ltrim(valeur, '+') FROM anciennes_coordonnees WHERE id_prospect = prospect AND nature = 'TELEPHONE'
    )
    SELECT ARRAY(SELECT mots(lisible(texte)) FROM unnest(textes) AS texte),
        reperes_de_texte(array_to_string(textes, ' | '))
    FROM textes
    UNION ALL
    -- Nine digits in a row are a key; a shorter number is looked for as a word.
    SELECT '{}', ARRAY[hashtextextended(CASE WHEN length(numero) < 9 THEN numero ELSE '#' || right(numero, 9) END, 0)]
    FROM numeros
$$;
COMMENT ON FUNCTION traces_de_personne(text) IS
    'By what a free text speaks of a prospect: one address, number, file number, link or identifier, or both names. All the forms of a row, and all its keys.';

-- A false match loses a text; a missed one would keep personal data.
CREATE OR REPLACE FUNCTION journal_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH traces AS MATERIALIZED (
        SELECT formes, reperes FROM traces_de_personne(prospect)
    ), sans_reperes AS MATERIALIZED (
        SELECT j.id AS id_entree, reperes_de_texte(journal_texte(j)) AS reperes
        FROM journal_reperes r JOIN journal_erreurs j ON j.id = r.id_entree WHERE r.reperes IS NULL
    ), possibles AS MATERIALIZED (
        -- OFFSET 0: one look into the index for each trace, never all entries for all traces.
        SELECT r.id_entree, t.formes FROM traces t CROSS JOIN LATERAL (
            SELECT id_entree FROM journal_reperes WHERE reperes @> t.reperes OFFSET 0) r
        UNION ALL SELECT s.id_entree, t.formes FROM traces t JOIN sans_reperes s ON s.reperes @> t.reperes
    ), textes AS MATERIALIZED (
        SELECT id_entree, mots(lisible((SELECT journal_texte(j) FROM journal_erreurs j WHERE j.id = id_entree))) AS mots
        FROM (SELECT DISTINCT id_entree FROM possibles) AS p
    )
    SELECT id FROM journal_erreurs
    WHERE id_conversion IN (SELECT id_conversion FROM conversions_en_cours WHERE id_prospect = prospect)
    UNION
    SELECT p.id_entree FROM possibles p JOIN textes t USING (id_entree)
    WHERE NOT EXISTS (SELECT FROM unnest(p.formes) AS forme WHERE strpos(t.mots, forme) = 0)
$$;

CREATE FUNCTION nomme_personne(prospect text, texte text) RETURNS boolean LANGUAGE sql STABLE STRICT AS $$
    WITH dit AS MATERIALIZED (
        SELECT mots(lisible(texte)) AS mots, reperes_de_texte(texte) AS reperes
    )
    SELECT EXISTS (SELECT FROM dit d, traces_de_personne(prospect) AS t
        WHERE (t.formes = '{}' AND d.reperes @> t.reperes)
            OR EXISTS (SELECT FROM unnest(t.formes) AS forme WHERE strpos(d.mots, forme) > 0))
$$;
COMMENT ON FUNCTION nomme_personne(text, text) IS
    'Whether a text holds an address, a number or any of the names of a prospect: asked of what is known to be theirs.';

DROP FUNCTION morceau(text), espacer(text), serrer(text);
