CREATE TABLE vues (
    id_vue bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_utilisateur bigint REFERENCES utilisateurs ON DELETE CASCADE,
    nom text NOT NULL CONSTRAINT vues_nom_longueur CHECK (length(nom) BETWEEN 1 AND 60),
    requete text NOT NULL CONSTRAINT vues_requete_longueur CHECK (length(requete) <= 2000),
    ordre integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT vues_nom_unique UNIQUE NULLS NOT DISTINCT (id_utilisateur, nom)
);
COMMENT ON TABLE vues IS 'Saved views of the list of prospects: named query strings.';
COMMENT ON COLUMN vues.id_utilisateur IS 'The account that has the view; NULL for a view of the team.';
COMMENT ON COLUMN vues.requete IS 'Query string of the list: filters and order. Its search may hold a name.';
COMMENT ON COLUMN vues.ordre IS 'Place among the views of the account or of the team, from 1.';
COMMENT ON COLUMN vues.version IS 'Goes up at each change of the name or of the query: its ETag.';

-- The search of a view is a few words, so one name is enough: nomme_personne() asks for any of them.
CREATE FUNCTION vues_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id_vue FROM vues WHERE nomme_personne(prospect, nom)
        OR nomme_personne(prospect, substring(requete FROM '(?:^|&)recherche=([^&]*)'))
$$;
COMMENT ON FUNCTION vues_de_personne(text) IS 'Views whose name or search names a prospect.';
