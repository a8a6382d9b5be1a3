ALTER TABLE conversions_en_cours DROP COLUMN date_tentative, DROP COLUMN statut_http, DROP COLUMN date_rappel;
DROP TABLE canaris;
