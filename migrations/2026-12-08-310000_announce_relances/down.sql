DELETE FROM notifications WHERE type = 'RELANCES';
ALTER TABLE notifications DROP CONSTRAINT notifications_type_connu,
    ADD CONSTRAINT notifications_type_connu CHECK (type IN
        ('ACTION_START', 'ACTION_SUCCESS', 'ACTION_PARTIELLE', 'ACTION_ANNULEE', 'ERREUR_WEBHOOK', 'ERREUR')),
    DROP COLUMN destinataire;
DROP TABLE annonces_relances;
