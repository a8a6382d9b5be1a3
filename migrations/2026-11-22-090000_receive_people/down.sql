DROP INDEX journal_erreurs_workflow;
ALTER TABLE journal_erreurs DROP COLUMN recherche_document;
ALTER TABLE historique_emails
    DROP CONSTRAINT historique_emails_message_unique,
    ADD CONSTRAINT historique_emails_message_unique UNIQUE (message_id);
DROP INDEX prospects_coordonnees;
