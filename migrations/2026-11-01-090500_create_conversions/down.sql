DROP TABLE conversions_journal, conversions_en_cours;
DROP FUNCTION conversions_dater();
