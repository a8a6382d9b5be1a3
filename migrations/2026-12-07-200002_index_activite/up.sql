-- The work of people on records, by date: without readings and exports, which are most of the audit.
CREATE INDEX audit_activite ON audit_prospects (date_evenement, id)
    WHERE id_utilisateur IS NOT NULL AND operation NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE');
