CREATE TABLE annonces_relances (
    jour date PRIMARY KEY,
    date_annonce timestamptz NOT NULL
);
COMMENT ON TABLE annonces_relances IS
    'Days whose touches were announced to the admins who follow the prospects: one transaction a day does it.';
ALTER TABLE notifications ADD COLUMN destinataire bigint REFERENCES utilisateurs ON DELETE CASCADE;
COMMENT ON COLUMN notifications.destinataire IS
    'The only account of the audience that receives it; NULL for the whole audience.';
-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE notifications DROP CONSTRAINT notifications_type_connu,
    ADD CONSTRAINT notifications_type_connu CHECK (type IN
        ('ACTION_START', 'ACTION_SUCCESS', 'ACTION_PARTIELLE', 'ACTION_ANNULEE', 'ERREUR_WEBHOOK', 'ERREUR',
            'RELANCES')) NOT VALID;
