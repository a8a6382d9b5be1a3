DROP TABLE disjoncteurs;
