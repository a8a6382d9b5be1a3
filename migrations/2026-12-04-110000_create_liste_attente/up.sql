CREATE TABLE liste_attente (
    id_place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_session bigint NOT NULL REFERENCES sessions,
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects,
    etat text COLLATE "C" NOT NULL DEFAULT 'EN_ATTENTE' CONSTRAINT liste_attente_etat_connu
        CHECK (etat IN ('EN_ATTENTE', 'PROPOSEE', 'ACCEPTEE', 'REFUSEE', 'EXPIREE', 'RETIREE')),
    date_inscription timestamptz NOT NULL,
    inscrit_par text NOT NULL,
    expire_le timestamptz,
    id_conversion bigint REFERENCES conversions_en_cours,
    CONSTRAINT liste_attente_proposition_datee CHECK (etat <> 'PROPOSEE' OR expire_le IS NOT NULL)
);
CREATE UNIQUE INDEX liste_attente_une_fois ON liste_attente (id_session, id_prospect)
    WHERE etat IN ('EN_ATTENTE', 'PROPOSEE');
CREATE INDEX liste_attente_rang ON liste_attente (id_session, id_place) WHERE etat IN ('EN_ATTENTE', 'PROPOSEE');
CREATE INDEX liste_attente_echeance ON liste_attente (expire_le) WHERE etat = 'PROPOSEE';
CREATE INDEX liste_attente_prospect ON liste_attente (id_prospect);
CREATE INDEX liste_attente_conversion ON liste_attente (id_conversion) WHERE id_conversion IS NOT NULL;
COMMENT ON TABLE liste_attente IS
    'Prospects who wait for a seat of a full session, first come first served. A row changes only under the lock of its session.';
COMMENT ON COLUMN liste_attente.id_place IS 'Identifier. Taken under the lock of the session, so that its order is the rank.';
COMMENT ON COLUMN liste_attente.etat IS 'PROPOSEE: the seat is held and counted in sessions.retenues.';
COMMENT ON COLUMN liste_attente.inscrit_par IS 'Name, at that time, of the person who added the prospect.';
COMMENT ON COLUMN liste_attente.expire_le IS 'End of the last offer.';
COMMENT ON COLUMN liste_attente.id_conversion IS 'The conversion that the accepted offer started, and that holds the seat.';
COMMENT ON COLUMN sessions.retenues IS 'Seats held by running conversions and by offers of the waiting list.';

-- Every writer takes somebody off the lists: the page, n8n, an earlier version of the service.
CREATE FUNCTION liste_attente_quitter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM sessions WHERE id_session IN (SELECT id_session FROM liste_attente
        WHERE id_prospect = NEW.id_prospect AND etat IN ('EN_ATTENTE', 'PROPOSEE'))
    ORDER BY id_session FOR NO KEY UPDATE;
    UPDATE sessions SET retenues = retenues - 1 WHERE id_session IN (SELECT id_session FROM liste_attente
        WHERE id_prospect = NEW.id_prospect AND etat = 'PROPOSEE');
    UPDATE liste_attente SET etat = 'RETIREE'
    WHERE id_prospect = NEW.id_prospect AND etat IN ('EN_ATTENTE', 'PROPOSEE');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION liste_attente_quitter() IS
    'Takes a prospect who is converted, lost or anonymised off the waiting lists, and releases the seats of open offers.';
CREATE TRIGGER liste_attente_quitter_statut AFTER UPDATE OF statut_prospect ON prospects
    FOR EACH ROW WHEN (NEW.statut_prospect IN ('CANDIDAT', 'PERDU') AND OLD.statut_prospect <> NEW.statut_prospect)
    EXECUTE FUNCTION liste_attente_quitter();
CREATE TRIGGER liste_attente_quitter_anonymisation AFTER UPDATE OF date_anonymisation ON prospects
    FOR EACH ROW WHEN (NEW.date_anonymisation IS NOT NULL) EXECUTE FUNCTION liste_attente_quitter();
