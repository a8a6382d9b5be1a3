-- Rows older than their retention period are removed table by table, by one instance at a time.
CREATE TABLE purges (
    nom_table text COLLATE "C" PRIMARY KEY,
    date_purge timestamptz NOT NULL,
    conserve_depuis timestamptz NOT NULL
);
COMMENT ON TABLE purges IS 'Up to where old rows of each table were removed.';
COMMENT ON COLUMN purges.date_purge IS 'When a purge was last begun: nobody begins another one for a while.';
COMMENT ON COLUMN purges.conserve_depuis IS 'Older rows may be gone.';
CREATE FUNCTION conserve_depuis(nom text) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN coalesce((SELECT p.conserve_depuis FROM purges p WHERE p.nom_table = nom), '-infinity');
COMMENT ON FUNCTION conserve_depuis(text) IS 'The date before which rows of a table may be gone.';

-- A BRIN index suffices for rows that arrive in date order, and is built in one quick pass.
CREATE INDEX notifications_anciennete ON notifications USING brin (date_creation);
CREATE INDEX audit_anciennete ON audit_prospects USING brin (date_evenement);
CREATE INDEX conversions_journal_anciennete ON conversions_journal USING brin (date_evenement);
-- Deleting a notification deletes its read marks through the foreign key, which searches this index.
CREATE INDEX notifications_lues_notification ON notifications_lues (id_notification);

-- `audit_prospects` stays append-only except for this function. It removes entries that are due, and never an entry
-- of the last eleven months, whatever its argument.
CREATE FUNCTION audit_purger(avant timestamptz, lot integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    retires bigint;
BEGIN
    IF avant > now() - interval '11 months' THEN
        RAISE EXCEPTION 'entries of the last eleven months are kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM audit_prospects WHERE ctid = ANY (ARRAY(SELECT ctid FROM audit_prospects WHERE date_evenement < avant LIMIT lot));
    GET DIAGNOSTICS retires = ROW_COUNT;
    RETURN retires;
END $$;
COMMENT ON FUNCTION audit_purger(timestamptz, integer) IS 'Removes at most so many entries of the trace that are older than a date; returns how many.';
REVOKE EXECUTE ON FUNCTION audit_purger(timestamptz, integer) FROM PUBLIC;

-- The call stack shows the caller: line 1 is this function, line 2 the SQL statement, line 3 the function that ran
-- it.
CREATE OR REPLACE FUNCTION audit_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pile text;
    appels text[];
BEGIN
    GET DIAGNOSTICS pile = PG_CONTEXT;
    appels := string_to_array(pile, E'\n');
    IF TG_OP = 'DELETE' AND appels[2] LIKE '%"' AND appels[3] ~ '^[^"]*\maudit_purger\(timestamp with time zone,integer\)' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'audit_prospects is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
