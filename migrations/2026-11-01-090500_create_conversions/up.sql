-- Each row holds an action's lock, its outbox entry, its status and its history.
CREATE TABLE conversions_en_cours (
    id_conversion bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects,
    type_action text COLLATE "C" NOT NULL CONSTRAINT conversions_type_connu
        CHECK (type_action IN ('CONVERTIR_CANDIDAT', 'ENVOYER_DOSSIER', 'GENERER_DEVIS', 'ENVOYER_EMAIL')),
    statut_action text COLLATE "C" NOT NULL DEFAULT 'EN_COURS'
        CONSTRAINT conversions_statut_connu CHECK (statut_action IN ('EN_COURS', 'TERMINEE', 'ERREUR')),
    partielle boolean NOT NULL DEFAULT false,
    etape text,
    pourcentage integer CHECK (pourcentage BETWEEN 0 AND 100),
    tentatives integer NOT NULL DEFAULT 0,
    formation_retenue text COLLATE "C" REFERENCES formations (code) ON UPDATE CASCADE,
    id_session bigint REFERENCES sessions,
    session_visee text,
    place_retenue boolean NOT NULL DEFAULT false,
    date_debut_souhaitee date,
    parametres jsonb NOT NULL DEFAULT '{}',
    workflow_id text,
    execution_id text,
    message_erreur text,
    resultat jsonb,
    rappel jsonb,
    id_utilisateur bigint REFERENCES utilisateurs ON DELETE SET NULL,
    demande_par text NOT NULL,
    relance_de bigint REFERENCES conversions_en_cours,
    remplacee boolean NOT NULL DEFAULT false,
    date_debut timestamptz NOT NULL,
    date_fin timestamptz,
    duree_ms bigint CHECK (duree_ms >= 0),
    -- Outbox
    prochaine_tentative timestamptz,
    bail_proprietaire text,
    bail_fin timestamptz,
    date_livraison timestamptz,
    date_echeance timestamptz,
    -- Idempotency
    cle_idempotence text,
    empreinte_requete bytea,
    reponse_initiale jsonb,
    -- Live stream
    transaction_id bigint NOT NULL DEFAULT 0,
    CONSTRAINT conversions_fin_coherente CHECK
        ((statut_action = 'EN_COURS') = (date_fin IS NULL) AND (date_fin IS NULL) = (duree_ms IS NULL)),
    CONSTRAINT conversions_boite_coherente CHECK
        (statut_action = 'EN_COURS' OR (prochaine_tentative IS NULL AND bail_fin IS NULL AND date_echeance IS NULL)),
    -- A running action waits for delivery or for a callback, so it is never forgotten.
    CONSTRAINT conversions_jamais_oubliee CHECK
        (statut_action <> 'EN_COURS' OR prochaine_tentative IS NOT NULL OR date_echeance IS NOT NULL),
    CONSTRAINT conversions_place_coherente CHECK (NOT place_retenue OR (statut_action = 'EN_COURS' AND id_session IS NOT NULL)),
    CONSTRAINT conversions_partielle_coherente CHECK
        (NOT partielle OR (type_action = 'CONVERTIR_CANDIDAT' AND statut_action = 'ERREUR'))
);
-- The lock: a prospect has one running action of each type.
CREATE UNIQUE INDEX conversions_une_seule_en_cours ON conversions_en_cours (id_prospect, type_action)
    WHERE statut_action = 'EN_COURS';
CREATE UNIQUE INDEX conversions_cle_idempotence_unique ON conversions_en_cours (id_utilisateur, cle_idempotence)
    WHERE cle_idempotence IS NOT NULL;
CREATE INDEX conversions_prospect ON conversions_en_cours (id_prospect, id_conversion);
CREATE INDEX conversions_a_livrer ON conversions_en_cours (prochaine_tentative) WHERE prochaine_tentative IS NOT NULL;
CREATE INDEX conversions_echeance ON conversions_en_cours (date_echeance) WHERE date_echeance IS NOT NULL;
CREATE INDEX conversions_transaction ON conversions_en_cours (transaction_id, id_conversion);
COMMENT ON TABLE conversions_en_cours IS 'Actions asked by admins and carried out by n8n, running and ended.';
COMMENT ON COLUMN conversions_en_cours.remplacee IS 'A later action of the type took its place: "Relancer" belongs to that one.';
COMMENT ON COLUMN conversions_en_cours.partielle IS 'Conversion made without n8n: the Drive folder is missing.';
COMMENT ON COLUMN conversions_en_cours.place_retenue IS 'Whether this action is counted in sessions.retenues.';
COMMENT ON COLUMN conversions_en_cours.parametres IS 'What the action''s own type needs: email, typeEmail, message.';
COMMENT ON COLUMN conversions_en_cours.resultat IS 'What n8n made: numeroDossier, lienDossierDrive, lienDevis…';
COMMENT ON COLUMN conversions_en_cours.rappel IS 'The callback that ended the action, to tell a repetition from a contradiction.';
COMMENT ON COLUMN conversions_en_cours.prochaine_tentative IS 'When the webhook is to be called; null once delivered.';
COMMENT ON COLUMN conversions_en_cours.bail_fin IS 'Until when an instance has the row to itself; past it, another may take over.';
COMMENT ON COLUMN conversions_en_cours.date_echeance IS 'Until when the callback is awaited.';
COMMENT ON COLUMN conversions_en_cours.reponse_initiale IS 'The 202 that was answered, for the same Idempotency-Key again.';
COMMENT ON COLUMN conversions_en_cours.transaction_id IS 'Transaction of the last change: the live stream reads changes in this order.';

CREATE FUNCTION conversions_dater() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER conversions_dater BEFORE INSERT OR UPDATE ON conversions_en_cours
    FOR EACH ROW EXECUTE FUNCTION conversions_dater();

CREATE TABLE conversions_journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_conversion bigint NOT NULL REFERENCES conversions_en_cours ON DELETE CASCADE,
    date_evenement timestamptz NOT NULL,
    evenement text NOT NULL,
    detail text NOT NULL
);
CREATE INDEX conversions_journal_conversion ON conversions_journal (id_conversion, id);
COMMENT ON TABLE conversions_journal IS 'The whole story of each action: asked, attempts, delivered, steps, callback.';
