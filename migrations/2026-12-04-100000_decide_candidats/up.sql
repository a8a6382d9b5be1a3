-- Columns without a default rewrite no row.
ALTER TABLE candidats
    ADD COLUMN motif_decision text,
    ADD COLUMN date_decision timestamptz,
    ADD COLUMN decide_par text,
    ADD COLUMN statut_avant text COLLATE "C";
COMMENT ON COLUMN candidats.motif_decision IS 'Why the candidate was accepted or refused, or withdrew.';
COMMENT ON COLUMN candidats.date_decision IS 'When the candidate was accepted or refused, or withdrew.';
COMMENT ON COLUMN candidats.decide_par IS 'Name, at that time, of the person who recorded it.';
COMMENT ON COLUMN candidats.statut_avant IS
    'Statut of the prospect before the conversion. Null for a candidate of an earlier version of the service.';

-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE candidats DROP CONSTRAINT candidats_statut_connu,
    ADD CONSTRAINT candidats_statut_connu
        CHECK (statut_dossier IN ('RECU', 'INCOMPLET', 'COMPLET', 'ACCEPTE', 'REFUSE', 'DESISTE')) NOT VALID;

CREATE TABLE anciens_candidats (
    id_candidat bigint PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects,
    id_conversion bigint REFERENCES conversions_en_cours,
    numero_dossier text COLLATE "C" NOT NULL,
    lien_dossier_drive text,
    formation_retenue text COLLATE "C" NOT NULL REFERENCES formations (code) ON UPDATE CASCADE,
    id_session bigint REFERENCES sessions,
    statut_dossier text NOT NULL,
    motif_decision text,
    date_conversion timestamptz NOT NULL,
    date_retour timestamptz NOT NULL,
    retour_par text NOT NULL
);
CREATE INDEX anciens_candidats_prospect ON anciens_candidats (id_prospect, date_retour);
CREATE INDEX anciens_candidats_numero ON anciens_candidats (numero_dossier);
COMMENT ON TABLE anciens_candidats IS 'Candidates who became prospects again. Their file numbers stay reserved to them.';
COMMENT ON COLUMN anciens_candidats.id_session IS 'The session that the candidate left.';
COMMENT ON COLUMN anciens_candidats.retour_par IS 'Name, at that time, of the person who asked for it.';

-- Runs after the unique index was checked: a number that moves here at this moment is then seen.
CREATE FUNCTION numero_reserve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM anciens_candidats
        WHERE numero_dossier = NEW.numero_dossier AND id_prospect <> NEW.id_prospect) THEN
        RAISE EXCEPTION 'the file number is reserved to a former candidate'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'candidats_numero_unique';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION numero_reserve() IS 'Refuses the file number of another person who was a candidate.';
CREATE TRIGGER numero_reserve AFTER INSERT OR UPDATE OF numero_dossier ON candidats
    FOR EACH ROW EXECUTE FUNCTION numero_reserve();
