-- The column goes in the migration before.
SELECT 1;
