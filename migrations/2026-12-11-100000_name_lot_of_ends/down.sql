CREATE OR REPLACE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, id_utilisateur, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        nullif(current_setting('admissions.id_utilisateur', true), '')::bigint,
        CASE WHEN NEW.statut_action = 'ANNULEE' OR NEW.rappel IS DISTINCT FROM OLD.rappel THEN audit_auteur_rappel()
            ELSE 'système' END);
    RETURN NULL;
END $$;
