CREATE OR REPLACE FUNCTION audit_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_prospects is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP FUNCTION audit_purger(timestamptz, integer);
DROP INDEX notifications_anciennete, audit_anciennete, conversions_journal_anciennete, notifications_lues_notification;
DROP FUNCTION conserve_depuis(text);
DROP TABLE purges;
