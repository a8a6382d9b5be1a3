-- Reads and writes of the table go on meanwhile.
ALTER TABLE prospects VALIDATE CONSTRAINT prospects_financement_connu;
