DROP TABLE prospects_distincts;
