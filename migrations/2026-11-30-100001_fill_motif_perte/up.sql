-- Prospects lost before the school asked for a reason. The service goes on reading and writing the other rows.
UPDATE prospects SET motif_perte = 'NON_PRECISE' WHERE statut_prospect = 'PERDU' AND motif_perte IS NULL;
ALTER TABLE prospects
    VALIDATE CONSTRAINT prospects_motif_connu,
    VALIDATE CONSTRAINT prospects_motif_des_perdus;
