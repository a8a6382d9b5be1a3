-- The numbers of earlier lots. The lock of a lot keeps its rows from ending while they are counted, and the worker
-- skips locked lots.
DO $$
DECLARE
    lot bigint;
BEGIN
    FOR lot IN SELECT id_lot FROM lots ORDER BY id_lot LOOP
        PERFORM FROM lots WHERE id_lot = lot FOR NO KEY UPDATE;
        UPDATE lots SET
            verdicts = nombres_sommer('{}', (SELECT jsonb_object_agg(verdict, n)
                FROM (SELECT verdict, count(*) AS n FROM lots_lignes WHERE id_lot = lot GROUP BY 1) AS g)),
            resultats = nombres_sommer('{}', (SELECT jsonb_object_agg(resultat, n)
                FROM (SELECT resultat, count(*) AS n FROM lots_lignes
                      WHERE id_lot = lot AND resultat IS NOT NULL GROUP BY 1) AS g))
        WHERE id_lot = lot;
    END LOOP;
END $$;
