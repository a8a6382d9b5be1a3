-- Removes due entries of the security journal, but never an entry of the last five months, whatever its argument.
CREATE FUNCTION journal_securite_purger(avant timestamptz, lot integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    retires bigint;
BEGIN
    IF avant > now() - interval '5 months' THEN
        RAISE EXCEPTION 'entries of the last five months are kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM journal_securite WHERE ctid = ANY (ARRAY(SELECT ctid FROM journal_securite WHERE date_evenement < avant LIMIT lot));
    GET DIAGNOSTICS retires = ROW_COUNT;
    RETURN retires;
END $$;
COMMENT ON FUNCTION journal_securite_purger(timestamptz, integer) IS
    'Removes at most so many entries of the journal of security that are older than a date; returns how many.';
REVOKE EXECUTE ON FUNCTION journal_securite_purger(timestamptz, integer) FROM PUBLIC;

-- Lines of the stack: this function, the statement that fired the trigger, and the function that ran the statement.
CREATE FUNCTION ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pile text;
    appels text[];
BEGIN
    GET DIAGNOSTICS pile = PG_CONTEXT;
    appels := string_to_array(pile, E'\n');
    IF TG_OP = 'DELETE' AND appels[2] LIKE '%"'
        AND appels[3] ~ ('^[^"]*\m' || TG_ARGV[0] || '\(timestamp with time zone,integer\)') THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
COMMENT ON FUNCTION ajout_seul() IS
    'Trigger of append-only tables. Its argument names the function that alone may remove rows.';
CREATE OR REPLACE TRIGGER audit_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_prospects
    FOR EACH STATEMENT EXECUTE FUNCTION ajout_seul('audit_purger');
CREATE OR REPLACE TRIGGER journal_securite_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_securite
    FOR EACH STATEMENT EXECUTE FUNCTION ajout_seul('journal_securite_purger');
DROP FUNCTION audit_refuser(), journal_securite_refuser();
