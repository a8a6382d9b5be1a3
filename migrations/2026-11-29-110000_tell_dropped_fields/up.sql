-- A constant default rewrites no row.
ALTER TABLE audit_prospects ADD COLUMN ignores text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN audit_prospects.ignores IS
    'Fields that were given and not taken, because the record says otherwise; by their names in the JSON.';
