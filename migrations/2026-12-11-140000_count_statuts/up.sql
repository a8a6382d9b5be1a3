-- The usual list shows a total without a formation or a financement. It sums some ten counts by statut, not a count for
-- each statut, formation and financement of the school.
LOCK TABLE prospects IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE prospects_effectifs_statuts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    statut_prospect text COLLATE "C" NOT NULL,
    nombre bigint NOT NULL
);
COMMENT ON TABLE prospects_effectifs_statuts IS 'How many prospects by statut: the sum of nombre.';
COMMENT ON COLUMN prospects_effectifs_statuts.nombre IS 'A delta, or a sum of folded deltas.';

INSERT INTO prospects_effectifs_statuts (statut_prospect, nombre)
SELECT statut_prospect, sum(nombre) FROM prospects_effectifs GROUP BY 1 HAVING sum(nombre) <> 0;

CREATE OR REPLACE FUNCTION prospects_compter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH deltas AS (
            INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
            SELECT statut_prospect, formation_souhaitee, mode_financement, count(*) FROM apres GROUP BY 1, 2, 3
            RETURNING statut_prospect, nombre)
        INSERT INTO prospects_effectifs_statuts (statut_prospect, nombre)
        SELECT statut_prospect, sum(nombre) FROM deltas GROUP BY 1;
    ELSIF TG_OP = 'DELETE' THEN
        WITH deltas AS (
            INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
            SELECT statut_prospect, formation_souhaitee, mode_financement, -count(*) FROM avant GROUP BY 1, 2, 3
            RETURNING statut_prospect, nombre)
        INSERT INTO prospects_effectifs_statuts (statut_prospect, nombre)
        SELECT statut_prospect, sum(nombre) FROM deltas GROUP BY 1;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH deltas AS (
            INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
            SELECT statut_prospect, formation_souhaitee, mode_financement, sum(n)
            FROM (SELECT statut_prospect, formation_souhaitee, mode_financement, 1 AS n FROM apres
                  UNION ALL
                  SELECT statut_prospect, formation_souhaitee, mode_financement, -1 FROM avant) AS changements
            GROUP BY 1, 2, 3 HAVING sum(n) <> 0
            RETURNING statut_prospect, nombre)
        INSERT INTO prospects_effectifs_statuts (statut_prospect, nombre)
        SELECT statut_prospect, sum(nombre) FROM deltas GROUP BY 1 HAVING sum(nombre) <> 0;
    ELSE
        DELETE FROM prospects_effectifs;
        DELETE FROM prospects_effectifs_statuts;
    END IF;
    RETURN NULL;
END $$;

-- Each statement is atomic: under READ COMMITTED a second folder waits for the rows, finds them gone and folds nothing
-- twice.
CREATE OR REPLACE FUNCTION prospects_effectifs_replier() RETURNS void LANGUAGE sql AS $$
    WITH retires AS (DELETE FROM prospects_effectifs RETURNING statut_prospect, formation_souhaitee, mode_financement, nombre)
    INSERT INTO prospects_effectifs (statut_prospect, formation_souhaitee, mode_financement, nombre)
    SELECT statut_prospect, formation_souhaitee, mode_financement, sum(nombre) FROM retires
    GROUP BY 1, 2, 3 HAVING sum(nombre) <> 0;
    WITH retires AS (DELETE FROM prospects_effectifs_statuts RETURNING statut_prospect, nombre)
    INSERT INTO prospects_effectifs_statuts (statut_prospect, nombre)
    SELECT statut_prospect, sum(nombre) FROM retires GROUP BY 1 HAVING sum(nombre) <> 0
$$;
