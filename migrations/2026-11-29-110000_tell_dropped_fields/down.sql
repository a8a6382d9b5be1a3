ALTER TABLE audit_prospects DROP COLUMN ignores;
