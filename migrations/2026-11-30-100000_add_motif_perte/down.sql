DROP TRIGGER prospects_motif_perte ON prospects;
DROP FUNCTION prospects_motif_perte();
-- The constraints of the column go with it.
ALTER TABLE prospects DROP COLUMN motif_perte;
