CREATE OR REPLACE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        CASE WHEN NEW.rappel IS DISTINCT FROM OLD.rappel THEN 'n8n' ELSE 'système' END);
    RETURN NULL;
END $$;
DROP FUNCTION audit_auteur_rappel();
-- Entries of the two events stay: nothing may delete them.
ALTER TABLE journal_securite DROP CONSTRAINT journal_securite_evenement_connu,
    ADD CONSTRAINT journal_securite_evenement_connu
        CHECK (evenement IN ('CONNEXION', 'CONNEXION_REFUSEE', 'DECONNEXION', 'DECONNEXION_PARTOUT', 'SESSION_TERMINEE',
            'INVITATION', 'REINITIALISATION', 'INVITATION_ACCEPTEE', 'MOT_DE_PASSE', 'ROLE', 'DESACTIVATION',
            'REACTIVATION', 'CREATE_ADMIN', 'CLE_REFUSEE', 'EXPORT', 'EXPORT_PERSONNE', 'ANONYMISATION', 'OPPOSITION',
            'SECOND_FACTEUR_ACTIVE', 'SECOND_FACTEUR_RETIRE', 'SECOND_FACTEUR_REFUSE', 'VERIFICATION')) NOT VALID;
COMMENT ON COLUMN audit_prospects.auteur IS 'Name of that person at the time, n8n, or système.';
DROP INDEX audit_une_lecture_par_heure_et_cle;
DROP TABLE cles_api;
