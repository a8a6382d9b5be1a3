-- The audit is append-only: its entries stay, and the constraint no longer lists their operations.
ALTER TABLE audit_prospects DROP CONSTRAINT audit_operation_connue,
    ADD CONSTRAINT audit_operation_connue
        CHECK (operation IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE', 'AJOUT', 'MODIFICATION',
            'EMAIL_AJOUTE', 'ACTION_DEMANDEE', 'ACTION_TERMINEE', 'ACTION_ECHOUEE', 'ANONYMISATION')) NOT VALID;
DROP TRIGGER prospects_relance ON prospects;
DROP FUNCTION prospects_relance();
-- The constraints of the columns go with them.
ALTER TABLE prospects
    DROP COLUMN relance_le,
    DROP COLUMN relance_heure,
    DROP COLUMN relance_objet,
    DROP COLUMN relance_fixee_le,
    DROP COLUMN relance_repondu_le,
    DROP COLUMN id_responsable;
