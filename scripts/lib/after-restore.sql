-- Ends the transaction of a restoration (scripts/restore.sh, docker-compose.yml).
--
-- n8n and other programs know the identifiers that were given after the backup. None of them may name another record,
-- also after a second restoration of one backup: so each sequence advances by the number of seconds since 2026-01-01.
SELECT setval(
    format('%I.%I', schemaname, sequencename)::regclass,
    coalesce(last_value, start_value) + floor(extract(epoch FROM now() - timestamptz '2026-01-01 00:00:00Z'))::bigint
)
FROM pg_sequences
WHERE schemaname = 'public';

ANALYZE;
