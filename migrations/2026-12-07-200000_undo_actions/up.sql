ALTER TABLE conversions_en_cours ADD COLUMN date_depart timestamptz;
COMMENT ON COLUMN conversions_en_cours.date_depart IS
    'When an instance first claimed the call. From then on n8n may have been called: the action cannot be undone.';

-- A trigger keeps the mark, because a previous version of the service also claims calls.
CREATE FUNCTION conversions_depart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.date_depart := coalesce(OLD.date_depart, NEW.date_depart,
        CASE WHEN NEW.bail_proprietaire IS NOT NULL THEN clock_timestamp() END);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION conversions_depart() IS 'Marks the first claim of a call; nothing changes or clears the mark.';
CREATE TRIGGER conversions_depart BEFORE UPDATE OF bail_proprietaire, date_depart ON conversions_en_cours
    FOR EACH ROW EXECUTE FUNCTION conversions_depart();

-- The checks of the rows are a migration of their own, because this one locks the tables.
ALTER TABLE conversions_en_cours DROP CONSTRAINT conversions_statut_connu,
    ADD CONSTRAINT conversions_statut_connu
        CHECK (statut_action IN ('EN_COURS', 'TERMINEE', 'ERREUR', 'ANNULEE')) NOT VALID,
    ADD CONSTRAINT conversions_annulee_avant_depart CHECK (statut_action <> 'ANNULEE'
        OR (date_depart IS NULL AND tentatives = 0 AND date_livraison IS NULL)) NOT VALID;
ALTER TABLE notifications DROP CONSTRAINT notifications_type_connu,
    ADD CONSTRAINT notifications_type_connu
        CHECK (type IN ('ACTION_START', 'ACTION_SUCCESS', 'ACTION_PARTIELLE', 'ACTION_ANNULEE', 'ERREUR_WEBHOOK', 'ERREUR'))
        NOT VALID;
ALTER TABLE audit_prospects DROP CONSTRAINT audit_operation_connue,
    ADD CONSTRAINT audit_operation_connue
        CHECK (operation IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE', 'AJOUT', 'MODIFICATION',
            'EMAIL_AJOUTE', 'ACTION_DEMANDEE', 'ACTION_TERMINEE', 'ACTION_ECHOUEE', 'ACTION_ANNULEE', 'ANONYMISATION',
            'RELANCE_FAITE'))
        NOT VALID;

-- The transaction of an undo names the person, as that of a callback names the program.
CREATE OR REPLACE FUNCTION audit_fin_action(statut text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    RETURN CASE statut WHEN 'TERMINEE' THEN 'ACTION_TERMINEE' WHEN 'ANNULEE' THEN 'ACTION_ANNULEE'
        ELSE 'ACTION_ECHOUEE' END;
CREATE OR REPLACE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, id_utilisateur, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        nullif(current_setting('admissions.id_utilisateur', true), '')::bigint,
        CASE WHEN NEW.statut_action = 'ANNULEE' OR NEW.rappel IS DISTINCT FROM OLD.rappel THEN audit_auteur_rappel()
            ELSE 'système' END);
    RETURN NULL;
END $$;
