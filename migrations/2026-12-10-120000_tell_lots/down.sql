ALTER TABLE audit_prospects DROP COLUMN id_lot;
ALTER TABLE conversions_en_cours DROP COLUMN id_lot;
ALTER TABLE lots DROP COLUMN date_annonce;
