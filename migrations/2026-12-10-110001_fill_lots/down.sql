-- The numbers go with their columns, in the migration before.
SELECT 1;
