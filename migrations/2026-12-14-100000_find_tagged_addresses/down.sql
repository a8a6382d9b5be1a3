DROP INDEX prospects_boites;
DROP FUNCTION boites_etiquetees(text[]);
