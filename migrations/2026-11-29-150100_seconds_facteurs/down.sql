ALTER TABLE auth_sessions DROP COLUMN date_verification;
DROP TABLE codes_secours;
DROP TABLE seconds_facteurs;
