-- n8n has no account, and null values are distinct in a unique index: its readings need an index of their own.
CREATE UNIQUE INDEX audit_une_lecture_de_n8n_par_heure ON audit_prospects
    (id_prospect, operation, date_bin('1 hour', date_evenement, '2000-01-01T00:00:00Z'))
    WHERE operation IN ('LECTURE', 'LECTURE_EMAILS') AND id_utilisateur IS NULL;
