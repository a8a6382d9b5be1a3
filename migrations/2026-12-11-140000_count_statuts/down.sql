CREATE OR REPLACE FUNCTION prospects_compter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
        SELECT statut_prospect, formation_souhaitee, mode_financement, count(*) FROM apres GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
        SELECT statut_prospect, formation_souhaitee, mode_financement, -count(*) FROM avant GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
        SELECT statut_prospect, formation_souhaitee, mode_financement, sum(n)
        FROM (SELECT statut_prospect, formation_souhaitee, mode_financement, 1 AS n FROM apres
              UNION ALL
              SELECT statut_prospect, formation_souhaitee, mode_financement, -1 FROM avant) AS deltas
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    ELSE
        DELETE FROM prospects_effectifs;
    END IF;
    RETURN NULL;
END $$;

-- Atomic: under READ COMMITTED a second folder waits for the rows, finds them gone and folds nothing twice.
CREATE OR REPLACE FUNCTION prospects_effectifs_replier() RETURNS void LANGUAGE sql AS $$
    WITH retires AS (DELETE FROM prospects_effectifs RETURNING statut_prospect, formation_souhaitee, mode_financement, nombre)
    INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
    SELECT statut_prospect, formation_souhaitee, mode_financement, sum(nombre) FROM retires
    GROUP BY 1, 2, 3 HAVING sum(nombre) <> 0
$$;

DROP TABLE prospects_effectifs_statuts;
