CREATE OR REPLACE FUNCTION nomme_personne(prospect text, texte text) RETURNS boolean LANGUAGE sql STABLE STRICT AS $$
    WITH dit AS MATERIALIZED (
        SELECT mots(lisible(texte)) AS mots, reperes_de_texte(texte) AS reperes
    )
    SELECT EXISTS (SELECT FROM dit d, traces_de_personne(prospect) AS t
        WHERE (t.formes = '{}' AND d.reperes @> t.reperes)
            OR EXISTS (SELECT FROM unnest(t.formes) AS forme WHERE strpos(d.mots, forme) > 0))
$$;
COMMENT ON FUNCTION nomme_personne(text, text) IS
    'Whether a text holds an address, a number or any of the names of a prospect: asked of what is known to be theirs.';

CREATE OR REPLACE FUNCTION lots_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id_lot FROM lots WHERE nomme_personne(prospect, substring(requete FROM '(?:^|&)recherche=([^&]*)'))
        OR nomme_personne(prospect, parametres ->> 'message')
        OR nomme_personne(prospect, parametres ->> 'relanceObjet')
$$;
CREATE OR REPLACE FUNCTION vues_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id_vue FROM vues WHERE nomme_personne(prospect, nom)
        OR nomme_personne(prospect, substring(requete FROM '(?:^|&)recherche=([^&]*)'))
$$;
DROP FUNCTION textes_de_personne(text, text[]);
