DROP TRIGGER lots_compter_ajouts ON lots_lignes;
DROP TRIGGER lots_compter_resultats ON lots_lignes;
DROP FUNCTION lots_compter();
DROP FUNCTION nombres_sommer(jsonb, jsonb);
ALTER TABLE lots DROP COLUMN verdicts, DROP COLUMN resultats;
