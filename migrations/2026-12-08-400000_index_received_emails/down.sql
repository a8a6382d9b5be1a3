DROP INDEX historique_emails_recus;
