CREATE TABLE messages_signes (
    id_hash bytea PRIMARY KEY,
    chemin text NOT NULL,
    date_reception timestamptz NOT NULL,
    id_journal bigint
);
CREATE INDEX messages_signes_date ON messages_signes (date_reception);
COMMENT ON TABLE messages_signes IS 'Signed messages of n8n that came lately. A signature is good for some minutes: a message that comes again is known. Older ones are removed.';
COMMENT ON COLUMN messages_signes.id_hash IS 'SHA-256 of the webhook-id.';
COMMENT ON COLUMN messages_signes.chemin IS 'The path to which it came first. Its signature is good for no other.';
COMMENT ON COLUMN messages_signes.id_journal IS 'The entry of journal_erreurs that it made. No foreign key: entries may go before.';
