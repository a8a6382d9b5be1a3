-- Reads and writes of the table go on meanwhile.
ALTER TABLE journal_securite VALIDATE CONSTRAINT journal_securite_evenement_connu;
