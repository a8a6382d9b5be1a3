-- One notification tells the end of a lot; its actions have none of their own.
ALTER TABLE lots ADD COLUMN date_annonce timestamptz;
COMMENT ON COLUMN lots.date_annonce IS 'When the end of the lot and of its actions was told; NULL until then.';
CREATE INDEX lots_a_annoncer ON lots (id_lot)
    WHERE date_lancement IS NOT NULL AND date_fin IS NOT NULL AND date_annonce IS NULL;

-- The transaction of a row names its lot, so that no writer can forget it. No foreign keys: a lot is purged earlier.
ALTER TABLE conversions_en_cours ADD COLUMN id_lot bigint;
ALTER TABLE conversions_en_cours ALTER COLUMN id_lot SET DEFAULT nullif(current_setting('admissions.id_lot', true), '')::bigint;
COMMENT ON COLUMN conversions_en_cours.id_lot IS 'The bulk change that started the action.';
ALTER TABLE audit_prospects ADD COLUMN id_lot bigint;
ALTER TABLE audit_prospects ALTER COLUMN id_lot SET DEFAULT nullif(current_setting('admissions.id_lot', true), '')::bigint;
COMMENT ON COLUMN audit_prospects.id_lot IS 'The bulk change whose row did it.';
