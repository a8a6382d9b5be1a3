CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    categorie text NOT NULL CONSTRAINT notifications_categorie_connue CHECK (categorie IN ('PROSPECT', 'CANDIDAT', 'SYSTEM')),
    type text NOT NULL CONSTRAINT notifications_type_connu
        CHECK (type IN ('ACTION_START', 'ACTION_SUCCESS', 'ACTION_PARTIELLE', 'ERREUR_WEBHOOK', 'ERREUR')),
    priorite text NOT NULL CONSTRAINT notifications_priorite_connue CHECK (priorite IN ('BASSE', 'NORMALE', 'HAUTE', 'URGENTE')),
    titre text NOT NULL,
    message text NOT NULL,
    audience text COLLATE "C" NOT NULL CONSTRAINT notifications_audience_connue
        CHECK (audience IN ('ADMIN', 'FORMATEUR', 'ELEVE', 'TOUS')),
    lien_action text,
    date_creation timestamptz NOT NULL,
    transaction_id bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)
);
CREATE INDEX notifications_audience ON notifications (audience, id);
CREATE INDEX notifications_transaction ON notifications (transaction_id, id);
COMMENT ON TABLE notifications IS 'What admins and others are told; pushed by the live stream once committed.';
COMMENT ON COLUMN notifications.lien_action IS 'Path in the back-office.';
COMMENT ON COLUMN notifications.transaction_id IS
    'Ids are taken before the commit and may become visible out of order; the stream reads (transaction_id, id) below the oldest running transaction, and so misses none.';

CREATE TABLE notifications_lues (
    id_utilisateur bigint NOT NULL REFERENCES utilisateurs ON DELETE CASCADE,
    id_notification bigint NOT NULL REFERENCES notifications ON DELETE CASCADE,
    PRIMARY KEY (id_utilisateur, id_notification)
);
COMMENT ON TABLE notifications_lues IS
    'Who has read what. Rows, not a high-water mark: a notification that commits late with a small id must stay unread.';
