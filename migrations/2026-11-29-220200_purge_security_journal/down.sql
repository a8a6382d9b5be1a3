CREATE FUNCTION journal_securite_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal_securite is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION audit_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE TRIGGER journal_securite_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_securite
    FOR EACH STATEMENT EXECUTE FUNCTION journal_securite_refuser();
CREATE OR REPLACE TRIGGER audit_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_prospects
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuser();
DROP FUNCTION ajout_seul();
DROP FUNCTION journal_securite_purger(timestamptz, integer);
