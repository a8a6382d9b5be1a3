-- Reads and writes of the table go on meanwhile.
ALTER TABLE cles_api VALIDATE CONSTRAINT cles_api_portees_connues;
