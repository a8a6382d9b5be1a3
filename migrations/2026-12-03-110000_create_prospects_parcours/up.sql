-- The path of a prospect through its statuts. It holds no name and survives anonymisation.
--
-- Each closed row ends where another row of the prospect begins (foreign key), no two rows begin or end together
-- (primary key, unique constraint) and each row lasts. The rows are therefore one chain without gap or overlap, with one open row.
CREATE TABLE prospects_parcours (
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    statut text COLLATE "C" NOT NULL CONSTRAINT prospects_parcours_statut_connu CHECK (rang_statut_prospect(statut) IS NOT NULL),
    depuis timestamptz NOT NULL,
    jusqua timestamptz,
    CONSTRAINT prospects_parcours_dure CHECK (depuis < jusqua),
    PRIMARY KEY (id_prospect, depuis),
    CONSTRAINT prospects_parcours_fin_unique UNIQUE NULLS NOT DISTINCT (id_prospect, jusqua),
    CONSTRAINT prospects_parcours_sans_trou FOREIGN KEY (id_prospect, jusqua)
        REFERENCES prospects_parcours (id_prospect, depuis) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE prospects_parcours IS 'Path of each prospect through its statuts, written by triggers.';
COMMENT ON COLUMN prospects_parcours.depuis IS 'When the prospect got the statut, by the clock of the database; of the first row, when the prospect was added.';
COMMENT ON COLUMN prospects_parcours.jusqua IS 'When the next statut replaced it; null for the present one.';

-- The functions have the owner's rights: an earlier version of the service has none on this table yet.
CREATE FUNCTION prospects_parcours_commencer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO prospects_parcours (id_prospect, statut, depuis)
    SELECT id_prospect, statut_prospect, date_creation FROM ajoutes;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION prospects_parcours_commencer() IS 'Begins the path of new prospects.';
CREATE TRIGGER prospects_parcours_commencer AFTER INSERT ON prospects
    REFERENCING NEW TABLE AS ajoutes FOR EACH STATEMENT EXECUTE FUNCTION prospects_parcours_commencer();

CREATE FUNCTION prospects_parcours_avancer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    quand timestamptz;
BEGIN
    -- A prospect older than this table, whose first row the next migration may be writing: the insertion waits for it.
    INSERT INTO prospects_parcours (id_prospect, statut, depuis)
    SELECT NEW.id_prospect, OLD.statut_prospect, OLD.date_creation
    WHERE NOT EXISTS (SELECT FROM prospects_parcours WHERE id_prospect = NEW.id_prospect)
    ON CONFLICT DO NOTHING;
    -- The clock may have gone back, and two changes of one transaction may fall into one microsecond.
    UPDATE prospects_parcours SET jusqua = greatest(clock_timestamp(), depuis + interval '1 microsecond')
    WHERE id_prospect = NEW.id_prospect AND jusqua IS NULL RETURNING jusqua INTO STRICT quand;
    INSERT INTO prospects_parcours (id_prospect, statut, depuis) VALUES (NEW.id_prospect, NEW.statut_prospect, quand);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION prospects_parcours_avancer() IS 'Ends the present row of a prospect''s path and begins the next one.';
CREATE TRIGGER prospects_parcours_avancer AFTER UPDATE OF statut_prospect ON prospects
    FOR EACH ROW WHEN (OLD.statut_prospect <> NEW.statut_prospect) EXECUTE FUNCTION prospects_parcours_avancer();
