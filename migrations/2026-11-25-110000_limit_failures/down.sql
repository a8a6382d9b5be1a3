DROP TABLE echecs_authentification;
