CREATE FUNCTION serrer(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(normaliser(texte), E' \t\r\n.,;:''"()[]{}<>+-_/\\', '');
COMMENT ON FUNCTION serrer(text) IS
    'Normalised, without blanks nor signs: the form in which numbers and addresses are looked for in free texts.';
CREATE FUNCTION espacer(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ' ' || btrim(regexp_replace(normaliser(texte), '[[:space:][:punct:]]+', ' ', 'g')) || ' ';
COMMENT ON FUNCTION espacer(text) IS 'Normalised words between single blanks: the form in which names are looked for.';

CREATE FUNCTION morceau(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce((SELECT run FROM regexp_split_to_table(lower(texte), '[^a-z0-9]+') AS run
        WHERE run <> '' ORDER BY length(run) DESC LIMIT 1), lower(texte))
$$;
COMMENT ON FUNCTION morceau(text) IS 'The longest part of a text that is the same with and without accents.';

-- n8n reports free text. An entry without an action concerns a person when it holds an address, a number, the file
-- number, the identifier, or both names. A false match loses a text; a missed one would keep personal data.
CREATE OR REPLACE FUNCTION journal_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH personne AS MATERIALIZED (
        SELECT p.nom, p.prenom, p.emails, p.telephones, p.adresse, c.numero_dossier, c.lien_dossier_drive
        FROM prospects p LEFT JOIN candidats c USING (id_prospect) WHERE p.id_prospect = prospect
    ), indices AS MATERIALIZED (
        -- Normalising every entry would cost twenty times this look, which lets through all that can match.
        SELECT array_agg(indice) AS indices FROM (
            SELECT lower(repere) FROM personne, unnest(emails || ARRAY[numero_dossier, lien_dossier_drive, prospect]) AS repere
            UNION SELECT left(fin, 1) || entre || right(fin, 2)
                FROM personne, unnest(telephones) AS numero, right(numero, 3) AS fin, unnest(ARRAY['', ' ', '.', '-']) AS entre
            UNION SELECT morceau(adresse) FROM personne
            UNION SELECT morceau(nom) FROM personne WHERE prenom <> ''
        ) AS i (indice) WHERE indice IS NOT NULL
    ), textes AS MATERIALIZED (
        SELECT j.id, t.texte
        FROM indices, journal_erreurs j,
            concat_ws(' ', j.nom_workflow, j.nom_noeud, j.message_erreur, j.donnees_entree::text) AS t (texte),
            lower(t.texte) AS bas
        WHERE j.id_conversion IS NULL AND EXISTS (SELECT FROM unnest(indices) AS indice WHERE strpos(bas, indice) > 0)
    ), reperes AS MATERIALIZED (
        SELECT serrer(repere) AS repere FROM personne,
            unnest(emails || telephones || ARRAY[adresse, numero_dossier, lien_dossier_drive]) AS repere
        UNION SELECT serrer(replace(numero, '+33', '0')) FROM personne, unnest(telephones) AS numero
    ), formes AS MATERIALIZED (
        SELECT id, serrer(texte) AS serre, espacer(texte) AS mots FROM textes
    )
    SELECT id FROM journal_erreurs
    WHERE id_conversion IN (SELECT id_conversion FROM conversions_en_cours WHERE id_prospect = prospect)
    UNION
    SELECT f.id FROM formes f, personne p
    WHERE EXISTS (SELECT FROM reperes WHERE length(repere) >= 6 AND strpos(f.serre, repere) > 0)
        OR strpos(f.mots, espacer(prospect)) > 0
        OR (p.prenom <> '' AND strpos(f.mots, espacer(p.nom)) > 0 AND strpos(f.mots, espacer(p.prenom)) > 0)
$$;

DROP FUNCTION nomme_personne(text, text), traces_de_personne(text);
