ALTER TABLE formations ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN formations.version IS 'Goes up at each change of the formation or of its required documents: its ETag.';
ALTER TABLE sessions ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN sessions.version IS 'Goes up at each change of the session: its ETag. Seats taken and held do not count.';

-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE journal_securite DROP CONSTRAINT journal_securite_evenement_connu,
    ADD CONSTRAINT journal_securite_evenement_connu
        CHECK (evenement IN ('CONNEXION', 'CONNEXION_REFUSEE', 'DECONNEXION', 'DECONNEXION_PARTOUT', 'SESSION_TERMINEE',
            'INVITATION', 'REINITIALISATION', 'INVITATION_ACCEPTEE', 'MOT_DE_PASSE', 'ROLE', 'DESACTIVATION',
            'REACTIVATION', 'CREATE_ADMIN', 'CLE_REFUSEE', 'CLE_CREEE', 'CLE_REVOQUEE', 'EXPORT', 'EXPORT_PERSONNE',
            'ANONYMISATION', 'OPPOSITION', 'SECOND_FACTEUR_ACTIVE', 'SECOND_FACTEUR_RETIRE', 'SECOND_FACTEUR_REFUSE',
            'VERIFICATION', 'CATALOGUE')) NOT VALID;
