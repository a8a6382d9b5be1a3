-- A known person who writes again is found by address or number: `emails && …`, `telephones && …`.
CREATE INDEX prospects_coordonnees ON prospects USING gin (emails, telephones);

-- One message may be sent to two prospects, so a message is a duplicate only within one prospect.
ALTER TABLE historique_emails
    DROP CONSTRAINT historique_emails_message_unique,
    ADD CONSTRAINT historique_emails_message_unique UNIQUE (id_prospect, message_id);

-- The journal's text filter uses the normalisation of the prospects' search.
ALTER TABLE journal_erreurs ADD COLUMN recherche_document text NOT NULL
    GENERATED ALWAYS AS (normaliser(nom_workflow || ' ' || coalesce(nom_noeud, '') || ' ' || message_erreur)) STORED;
CREATE INDEX journal_erreurs_recherche ON journal_erreurs USING gin (recherche_document gin_trgm_ops);
CREATE INDEX journal_erreurs_workflow ON journal_erreurs (nom_workflow, date_erreur);
COMMENT ON COLUMN journal_erreurs.recherche_document IS 'What the text filter reads: workflow, node and message, normalised.';
