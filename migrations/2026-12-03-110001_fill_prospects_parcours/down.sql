-- The rows go with their table, in the migration before.
SELECT 1;
