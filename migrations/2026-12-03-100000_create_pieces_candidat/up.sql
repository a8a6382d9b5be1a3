-- The state of a candidate's file follows from its pieces. A trigger on `candidats` computes it, so that no writer can
-- contradict the pieces: an earlier version of the service, the demonstration data, a school's own workflow.
ALTER TABLE candidats
    ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1,
    ADD COLUMN pieces_manquantes integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN candidats.version IS 'Goes up at each change of the candidate or of its pieces: its ETag.';
COMMENT ON COLUMN candidats.pieces_manquantes IS 'Mandatory pieces that are neither received nor dispensed; a trigger counts them.';
COMMENT ON COLUMN candidats.statut_dossier IS
    'INCOMPLET and COMPLET follow from pieces_manquantes. ACCEPTE and REFUSE are decisions. RECU is never kept.';

CREATE TABLE pieces_candidat (
    id_candidat bigint NOT NULL REFERENCES candidats ON DELETE CASCADE,
    code text COLLATE "C" NOT NULL,
    libelle text NOT NULL,
    obligatoire boolean NOT NULL,
    ordre integer NOT NULL,
    etat text COLLATE "C" NOT NULL DEFAULT 'ATTENDUE' CONSTRAINT pieces_candidat_etat_connu
        CHECK (etat IN ('ATTENDUE', 'RECUE', 'REFUSEE', 'DISPENSEE')),
    motif text CONSTRAINT pieces_candidat_motif_non_vide CHECK (motif <> ''),
    lien text CONSTRAINT pieces_candidat_lien_https CHECK (lien LIKE 'https://%'),
    date_etat timestamptz,
    auteur text,
    manquante boolean NOT NULL GENERATED ALWAYS AS (obligatoire AND etat IN ('ATTENDUE', 'REFUSEE')) STORED,
    PRIMARY KEY (id_candidat, code),
    CONSTRAINT pieces_candidat_refus_motive CHECK (etat <> 'REFUSEE' OR motif IS NOT NULL)
);
-- The filter of the list: the candidates who lack a piece.
CREATE INDEX pieces_candidat_manquantes ON pieces_candidat (code, id_candidat) WHERE manquante;
COMMENT ON TABLE pieces_candidat IS
    'Documents of a candidate''s file, copied from the formation at the conversion: later changes of the formation do not change them.';
COMMENT ON COLUMN pieces_candidat.motif IS 'Why the piece is refused or dispensed.';
COMMENT ON COLUMN pieces_candidat.date_etat IS 'When the piece got its present state; null while nothing was noted.';
COMMENT ON COLUMN pieces_candidat.auteur IS 'Full name of the person, name of the key, n8n, or système.';

CREATE FUNCTION candidats_deriver_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The row is locked: this reads the pieces that a concurrent transaction has just committed.
    NEW.pieces_manquantes := (SELECT count(*) FROM pieces_candidat WHERE id_candidat = NEW.id_candidat AND manquante);
    IF NEW.statut_dossier IN ('RECU', 'INCOMPLET', 'COMPLET') THEN
        NEW.statut_dossier := CASE WHEN NEW.pieces_manquantes > 0 THEN 'INCOMPLET' ELSE 'COMPLET' END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION candidats_deriver_dossier() IS
    'Counts the missing pieces of a candidate, derives INCOMPLET or COMPLET from them, and raises the version.';
CREATE TRIGGER candidats_deriver_dossier BEFORE INSERT OR UPDATE ON candidats
    FOR EACH ROW EXECUTE FUNCTION candidats_deriver_dossier();

CREATE FUNCTION pieces_candidat_changees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE candidats SET version = version WHERE id_candidat IN (SELECT id_candidat FROM changees);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION pieces_candidat_changees() IS 'Updates the candidates of changed pieces, whose trigger counts the missing ones.';
CREATE TRIGGER pieces_candidat_ajouts AFTER INSERT ON pieces_candidat
    REFERENCING NEW TABLE AS changees FOR EACH STATEMENT EXECUTE FUNCTION pieces_candidat_changees();
CREATE TRIGGER pieces_candidat_changements AFTER UPDATE ON pieces_candidat
    REFERENCING NEW TABLE AS changees FOR EACH STATEMENT EXECUTE FUNCTION pieces_candidat_changees();
CREATE TRIGGER pieces_candidat_retraits AFTER DELETE ON pieces_candidat
    REFERENCING OLD TABLE AS changees FOR EACH STATEMENT EXECUTE FUNCTION pieces_candidat_changees();

-- In the transaction of the conversion, also when an earlier version of the service converts.
CREATE FUNCTION pieces_candidat_copier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pieces_candidat (id_candidat, code, libelle, obligatoire, ordre)
    SELECT a.id_candidat, d.code, d.libelle, d.obligatoire, d.ordre
    FROM ajoutes a JOIN formations f ON f.code = a.formation_retenue JOIN documents_requis d USING (id_formation);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION pieces_candidat_copier() IS 'Copies the documents that the formation requires to new candidates.';
CREATE TRIGGER pieces_candidat_copier AFTER INSERT ON candidats
    REFERENCING NEW TABLE AS ajoutes FOR EACH STATEMENT EXECUTE FUNCTION pieces_candidat_copier();

CREATE FUNCTION libelles_manquants(candidat bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT string_agg(libelle, ', ' ORDER BY ordre, code) FROM pieces_candidat
        WHERE id_candidat = candidat AND manquante);
COMMENT ON FUNCTION libelles_manquants(bigint) IS 'Labels of the pieces that a candidate lacks, in their order.';
