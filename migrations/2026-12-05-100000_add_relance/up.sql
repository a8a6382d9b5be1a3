-- Columns without a default rewrite no row.
ALTER TABLE prospects
    ADD COLUMN relance_le date,
    ADD COLUMN relance_heure text COLLATE "C",
    ADD COLUMN relance_objet text,
    ADD COLUMN relance_fixee_le timestamptz,
    ADD COLUMN relance_repondu_le timestamptz,
    ADD COLUMN id_responsable bigint;
COMMENT ON COLUMN prospects.relance_le IS 'Day of the next touch; null without one.';
COMMENT ON COLUMN prospects.relance_heure IS 'Time of the next touch in Europe/Paris, HH:MM; null for any time of the day.';
COMMENT ON COLUMN prospects.relance_objet IS 'Subject of the next touch.';
COMMENT ON COLUMN prospects.relance_fixee_le IS 'When the day or the time of the next touch was set.';
COMMENT ON COLUMN prospects.relance_repondu_le IS 'Date of the first email that the prospect sent after the touch was set.';
COMMENT ON COLUMN prospects.id_responsable IS 'The admin who follows the prospect.';

-- Some writers do not know the columns: an earlier version of the service, the actions, a school's own workflow.
CREATE FUNCTION prospects_relance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.statut_prospect IN ('CANDIDAT', 'PERDU') OR NEW.date_anonymisation IS NOT NULL THEN
        NEW.relance_le := NULL;
    END IF;
    IF NEW.date_anonymisation IS NOT NULL THEN
        NEW.id_responsable := NULL;
    END IF;
    -- An answer to an earlier touch is none to this one.
    IF TG_OP = 'UPDATE' AND NEW.relance_fixee_le IS DISTINCT FROM OLD.relance_fixee_le THEN
        NEW.relance_repondu_le := NULL;
    END IF;
    IF NEW.relance_le IS NULL THEN
        NEW.relance_heure := NULL;
        NEW.relance_objet := NULL;
        NEW.relance_fixee_le := NULL;
        NEW.relance_repondu_le := NULL;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION prospects_relance() IS
    'Ends the next touch of a prospect who becomes a candidate, is lost or is anonymised. An anonymised one has no owner.';
CREATE TRIGGER prospects_relance BEFORE INSERT OR UPDATE ON prospects
    FOR EACH ROW WHEN (NEW.relance_le IS NOT NULL OR NEW.relance_heure IS NOT NULL OR NEW.relance_objet IS NOT NULL
        OR NEW.relance_fixee_le IS NOT NULL OR NEW.relance_repondu_le IS NOT NULL OR NEW.id_responsable IS NOT NULL)
    EXECUTE FUNCTION prospects_relance();

-- The check of the rows is a migration of its own, because this one locks the tables.
ALTER TABLE prospects
    ADD CONSTRAINT prospects_relance_heure CHECK (relance_heure ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$') NOT VALID,
    ADD CONSTRAINT prospects_relance_objet CHECK (length(relance_objet) <= 200) NOT VALID,
    ADD CONSTRAINT prospects_relance_ouverte CHECK (relance_le IS NULL
        OR (statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND date_anonymisation IS NULL)) NOT VALID,
    ADD CONSTRAINT prospects_relance_entiere CHECK (relance_le IS NOT NULL
        OR (relance_heure IS NULL AND relance_objet IS NULL AND relance_repondu_le IS NULL)) NOT VALID,
    ADD CONSTRAINT prospects_responsable_fkey
        FOREIGN KEY (id_responsable) REFERENCES utilisateurs (id_utilisateur) NOT VALID;
ALTER TABLE audit_prospects DROP CONSTRAINT audit_operation_connue,
    ADD CONSTRAINT audit_operation_connue
        CHECK (operation IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE', 'AJOUT', 'MODIFICATION',
            'EMAIL_AJOUTE', 'ACTION_DEMANDEE', 'ACTION_TERMINEE', 'ACTION_ECHOUEE', 'ANONYMISATION', 'RELANCE_FAITE'))
        NOT VALID;
