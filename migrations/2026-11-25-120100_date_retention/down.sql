DROP INDEX prospects_conservation;
ALTER TABLE prospects
    DROP COLUMN date_debut_conservation, DROP COLUMN date_dernier_entrant, DROP COLUMN date_anonymisation;
