-- The work of people by bulk changes, by date: the page of a day groups these entries, and takes the others one by one.
CREATE INDEX audit_activite_lots ON audit_prospects (date_evenement, id)
    WHERE id_lot IS NOT NULL AND id_utilisateur IS NOT NULL
        AND operation NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE');
