-- Calls that left before the mark existed.
UPDATE conversions_en_cours SET date_depart = coalesce(date_tentative, date_debut)
    WHERE statut_action = 'EN_COURS' AND date_depart IS NULL
    AND (tentatives > 0 OR bail_proprietaire IS NOT NULL OR prochaine_tentative IS NULL);
-- Reads and writes of the tables go on meanwhile.
ALTER TABLE conversions_en_cours
    VALIDATE CONSTRAINT conversions_statut_connu,
    VALIDATE CONSTRAINT conversions_annulee_avant_depart;
ALTER TABLE notifications VALIDATE CONSTRAINT notifications_type_connu;
ALTER TABLE audit_prospects VALIDATE CONSTRAINT audit_operation_connue;
