-- The last email received, and the days of the last ones, for the health report.
CREATE INDEX historique_emails_recus ON historique_emails (date_envoi) WHERE sens = 'ENTRANT';
