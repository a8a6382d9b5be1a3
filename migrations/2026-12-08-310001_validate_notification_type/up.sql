-- Reads and writes of the table go on meanwhile.
ALTER TABLE notifications VALIDATE CONSTRAINT notifications_type_connu;
