DROP FUNCTION libelles_manquants(bigint);
DROP TRIGGER pieces_candidat_copier ON candidats;
DROP FUNCTION pieces_candidat_copier();
DROP TRIGGER candidats_deriver_dossier ON candidats;
DROP TABLE pieces_candidat;
DROP FUNCTION pieces_candidat_changees();
DROP FUNCTION candidats_deriver_dossier();
ALTER TABLE candidats DROP COLUMN pieces_manquantes, DROP COLUMN version;
COMMENT ON COLUMN candidats.statut_dossier IS NULL;
