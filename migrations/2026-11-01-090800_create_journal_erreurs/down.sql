DROP TABLE journal_erreurs;
