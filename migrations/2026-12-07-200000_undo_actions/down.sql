CREATE OR REPLACE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        CASE WHEN NEW.rappel IS DISTINCT FROM OLD.rappel THEN audit_auteur_rappel() ELSE 'système' END);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION audit_fin_action(statut text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    RETURN CASE statut WHEN 'TERMINEE' THEN 'ACTION_TERMINEE' ELSE 'ACTION_ECHOUEE' END;
-- The audit is append-only: its entries stay, and the constraint no longer lists their operations.
ALTER TABLE audit_prospects DROP CONSTRAINT audit_operation_connue,
    ADD CONSTRAINT audit_operation_connue
        CHECK (operation IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE', 'AJOUT', 'MODIFICATION',
            'EMAIL_AJOUTE', 'ACTION_DEMANDEE', 'ACTION_TERMINEE', 'ACTION_ECHOUEE', 'ANONYMISATION', 'RELANCE_FAITE'))
        NOT VALID;
UPDATE notifications SET type = 'ACTION_SUCCESS' WHERE type = 'ACTION_ANNULEE';
ALTER TABLE notifications DROP CONSTRAINT notifications_type_connu,
    ADD CONSTRAINT notifications_type_connu
        CHECK (type IN ('ACTION_START', 'ACTION_SUCCESS', 'ACTION_PARTIELLE', 'ERREUR_WEBHOOK', 'ERREUR'));
-- Without the state ANNULEE, an undone action is one that failed and that nobody needs to restart.
ALTER TABLE conversions_en_cours DROP CONSTRAINT conversions_annulee_avant_depart;
UPDATE conversions_en_cours SET statut_action = 'ERREUR', remplacee = true, message_erreur = 'Annulée avant son départ.'
    WHERE statut_action = 'ANNULEE';
ALTER TABLE conversions_en_cours DROP CONSTRAINT conversions_statut_connu,
    ADD CONSTRAINT conversions_statut_connu CHECK (statut_action IN ('EN_COURS', 'TERMINEE', 'ERREUR'));
DROP TRIGGER conversions_depart ON conversions_en_cours;
DROP FUNCTION conversions_depart();
ALTER TABLE conversions_en_cours DROP COLUMN date_depart;
