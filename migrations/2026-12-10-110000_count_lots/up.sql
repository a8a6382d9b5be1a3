-- Each reading of the list counted every row of up to 50 lots. A lot now holds its numbers, which change in the
-- transaction that ends rows, under the lock of the lot.
ALTER TABLE lots ADD COLUMN verdicts jsonb NOT NULL DEFAULT '{}', ADD COLUMN resultats jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN lots.verdicts IS 'Numbers of rows by verdict, kept by triggers. They outlive the rows.';
COMMENT ON COLUMN lots.resultats IS 'Numbers of rows by result, kept by triggers. They outlive the rows.';

CREATE FUNCTION nombres_sommer(nombres jsonb, ajouts jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(code, nombre), '{}')
    FROM (SELECT code, sum(n::bigint) AS nombre
          FROM (SELECT * FROM jsonb_each_text(nombres) UNION ALL SELECT * FROM jsonb_each_text(ajouts)) AS t (code, n)
          GROUP BY code) AS s
$$;
COMMENT ON FUNCTION nombres_sommer(jsonb, jsonb) IS 'Adds numbers by code to others.';

-- Triggers, because a previous version of the service also runs rows. A row gets one verdict and one result for good.
CREATE FUNCTION lots_compter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE lots SET
            verdicts = nombres_sommer(verdicts, (SELECT jsonb_object_agg(verdict, n)
                FROM (SELECT verdict, count(*) AS n FROM apres a WHERE a.id_lot = lots.id_lot GROUP BY 1) AS g)),
            resultats = nombres_sommer(resultats, (SELECT jsonb_object_agg(resultat, n)
                FROM (SELECT resultat, count(*) AS n FROM apres a
                      WHERE a.id_lot = lots.id_lot AND resultat IS NOT NULL GROUP BY 1) AS g))
        WHERE id_lot IN (SELECT id_lot FROM apres);
    ELSE
        UPDATE lots SET resultats = nombres_sommer(resultats, n.nombres)
        FROM (SELECT id_lot, jsonb_object_agg(resultat, n) AS nombres
              FROM (SELECT id_lot, a.resultat, count(*) AS n FROM apres a JOIN avant b USING (id_lot, rang)
                    WHERE a.resultat IS NOT NULL AND b.resultat IS NULL GROUP BY 1, 2) AS g GROUP BY 1) AS n
        WHERE lots.id_lot = n.id_lot;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION lots_compter() IS 'Adds new rows, and rows that got a result, to the numbers of their lots.';
CREATE TRIGGER lots_compter_ajouts AFTER INSERT ON lots_lignes
    REFERENCING NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION lots_compter();
CREATE TRIGGER lots_compter_resultats AFTER UPDATE ON lots_lignes
    REFERENCING OLD TABLE AS avant NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION lots_compter();
