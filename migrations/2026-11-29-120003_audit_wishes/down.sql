CREATE OR REPLACE FUNCTION audit_actions_demandees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, id_utilisateur, auteur)
    SELECT id_prospect, date_debut, 'ACTION_DEMANDEE', id_conversion, id_utilisateur, demande_par FROM apres
    UNION ALL
    SELECT id_prospect, date_fin, audit_fin_action(statut_action), id_conversion, NULL,
        CASE WHEN rappel IS NULL THEN 'système' ELSE 'n8n' END
    FROM apres WHERE date_fin IS NOT NULL
    ORDER BY 2;
    RETURN NULL;
END $$;
COMMENT ON COLUMN audit_prospects.champs IS 'Fields that changed, by their names in the JSON; of an anonymisation, its motif.';
