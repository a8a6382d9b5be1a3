DROP TABLE oppositions;
