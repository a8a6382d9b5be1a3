DROP TABLE relectures;
