-- A column without a default rewrites no row.
ALTER TABLE prospects ADD COLUMN motif_perte text COLLATE "C";
COMMENT ON COLUMN prospects.motif_perte IS
    'Why the school lost the prospect: set while the statut is PERDU, null otherwise. NON_PRECISE when no reason was given.';

-- Some writers do not know the column: an earlier version of the service, the actions, a school's own workflow.
CREATE FUNCTION prospects_motif_perte() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.motif_perte := CASE WHEN NEW.statut_prospect = 'PERDU' THEN coalesce(NEW.motif_perte, 'NON_PRECISE') END;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION prospects_motif_perte() IS
    'Removes the reason when the statut is not PERDU any more, and writes NON_PRECISE when PERDU comes without one.';
CREATE TRIGGER prospects_motif_perte BEFORE INSERT OR UPDATE ON prospects
    FOR EACH ROW WHEN ((NEW.statut_prospect = 'PERDU') <> (NEW.motif_perte IS NOT NULL))
    EXECUTE FUNCTION prospects_motif_perte();

-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE prospects
    ADD CONSTRAINT prospects_motif_connu
        CHECK (motif_perte IN ('TROP_CHER', 'FINANCEMENT_REFUSE', 'AUTRE_ECOLE', 'PLUS_DE_NOUVELLES', 'PROJET_ABANDONNE',
            'HORS_CIBLE', 'DOUBLON', 'AUTRE', 'NON_PRECISE')) NOT VALID,
    ADD CONSTRAINT prospects_motif_des_perdus
        CHECK ((statut_prospect = 'PERDU') = (motif_perte IS NOT NULL)) NOT VALID;
