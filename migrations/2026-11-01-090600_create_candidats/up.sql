CREATE TABLE candidats (
    id_candidat bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL CONSTRAINT candidats_prospect_unique UNIQUE REFERENCES prospects,
    id_conversion bigint REFERENCES conversions_en_cours,
    numero_dossier text COLLATE "C" NOT NULL CONSTRAINT candidats_numero_unique UNIQUE CHECK (numero_dossier <> ''),
    lien_dossier_drive text CHECK (lien_dossier_drive LIKE 'https://%'),
    formation_retenue text COLLATE "C" NOT NULL REFERENCES formations (code) ON UPDATE CASCADE,
    id_session bigint REFERENCES sessions,
    date_debut_souhaitee date,
    statut_dossier text NOT NULL DEFAULT 'RECU' CONSTRAINT candidats_statut_connu
        CHECK (statut_dossier IN ('RECU', 'INCOMPLET', 'COMPLET', 'ACCEPTE', 'REFUSE')),
    partielle boolean NOT NULL DEFAULT false,
    date_conversion timestamptz NOT NULL
);
CREATE INDEX candidats_liste ON candidats (partielle DESC, date_conversion DESC, id_candidat DESC);
CREATE INDEX candidats_session ON candidats (id_session);
COMMENT ON TABLE candidats IS 'Prospects that were converted.';
COMMENT ON COLUMN candidats.partielle IS 'n8n was unreachable: the Drive folder is still to be made.';

-- A prospect is CANDIDAT exactly when it has a row here. Checked at commit, so that either may be written first.
CREATE FUNCTION candidat_coherent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    prospect text := coalesce(NEW.id_prospect, OLD.id_prospect);
    marque boolean;
BEGIN
    SELECT statut_prospect = 'CANDIDAT' INTO marque FROM prospects WHERE id_prospect = prospect;
    IF coalesce(marque, false) <> EXISTS (SELECT FROM candidats WHERE id_prospect = prospect) THEN
        RAISE EXCEPTION 'statut of prospect % contradicts candidats', prospect
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidat_coherent';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER candidat_coherent_prospects AFTER INSERT OR UPDATE OF statut_prospect ON prospects
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.statut_prospect = 'CANDIDAT')
    EXECUTE FUNCTION candidat_coherent();
CREATE CONSTRAINT TRIGGER candidat_coherent_retour AFTER UPDATE OF statut_prospect ON prospects
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.statut_prospect = 'CANDIDAT' AND NEW.statut_prospect <> 'CANDIDAT')
    EXECUTE FUNCTION candidat_coherent();
CREATE CONSTRAINT TRIGGER candidat_coherent_candidats AFTER INSERT OR DELETE OR UPDATE OF id_prospect ON candidats
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION candidat_coherent();
