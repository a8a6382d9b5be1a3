-- The opposition of a mailbox names the records that have one of its tagged addresses (RFC 5233). Few addresses have a
-- tag, so the index is small.
CREATE FUNCTION boites_etiquetees(emails text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT array_agg(regexp_replace(email, '^([^+@]+)\+.*@', '\1@'))
        FROM unnest(emails) AS email WHERE email ~ '^[^+@]+\+.*@');
COMMENT ON FUNCTION boites_etiquetees(text[]) IS
    'Mailboxes of the tagged addresses (a@x.fr for a+tag@x.fr), or NULL without one.';
CREATE INDEX prospects_boites ON prospects USING gin (boites_etiquetees(emails)) WITH (fastupdate = off)
    WHERE boites_etiquetees(emails) IS NOT NULL;
