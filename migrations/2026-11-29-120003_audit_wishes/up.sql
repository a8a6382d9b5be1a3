-- An admin who contacts a person on the opposition list states that the person asked for it; the audit records the
-- admin.
CREATE OR REPLACE FUNCTION audit_actions_demandees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, champs, id_conversion, id_utilisateur, auteur)
    SELECT id_prospect, date_debut, 'ACTION_DEMANDEE',
        CASE WHEN parametres ? 'demandeDeLaPersonne' THEN ARRAY['demandeDeLaPersonne'] ELSE '{}' END, id_conversion, id_utilisateur, demande_par FROM apres
    UNION ALL
    SELECT id_prospect, date_fin, audit_fin_action(statut_action), '{}', id_conversion, NULL,
        CASE WHEN rappel IS NULL THEN 'système' ELSE 'n8n' END
    FROM apres WHERE date_fin IS NOT NULL
    ORDER BY 2;
    RETURN NULL;
END $$;
COMMENT ON COLUMN audit_prospects.champs IS
    'Fields that changed, by their names in the JSON; of an anonymisation, its motif; of an action, demandeDeLaPersonne when it was given.';
