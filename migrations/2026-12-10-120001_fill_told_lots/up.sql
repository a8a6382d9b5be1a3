-- Lots that ended before: their actions had notifications of their own.
UPDATE lots SET date_annonce = date_fin WHERE date_fin IS NOT NULL;
