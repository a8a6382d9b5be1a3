-- The last canari of each workflow, shared by all instances: one instance sends it, and a change is reported once.
CREATE TABLE canaris (
    type_action text COLLATE "C" PRIMARY KEY CONSTRAINT canaris_type_connu
        CHECK (type_action IN ('CONVERTIR_CANDIDAT', 'ENVOYER_DOSSIER', 'GENERER_DEVIS', 'ENVOYER_EMAIL')),
    date_demande timestamptz,
    date_canari timestamptz,
    etat text COLLATE "C" NOT NULL DEFAULT 'INCONNU' CONSTRAINT canaris_etat_connu CHECK (etat IN ('ACTIF', 'INACTIF',
        'INJOIGNABLE', 'CLE_REFUSEE', 'SIGNATURE_REFUSEE', 'REPONSE_INATTENDUE', 'SANS_CANARI', 'INCONNU')),
    statut_http integer,
    duree_ms bigint NOT NULL DEFAULT 0 CHECK (duree_ms >= 0),
    message text NOT NULL DEFAULT '',
    workflow_id text,
    signale boolean NOT NULL DEFAULT false,
    id_journal bigint,
    CONSTRAINT canaris_resultat_coherent CHECK ((date_canari IS NULL) = (etat = 'INCONNU'))
);
COMMENT ON TABLE canaris IS 'What the last signed test ping of each workflow of n8n found.';
COMMENT ON COLUMN canaris.date_demande IS 'When one was last begun: nobody begins another for a while.';
COMMENT ON COLUMN canaris.date_canari IS 'When the one whose outcome this is was sent.';
COMMENT ON COLUMN canaris.signale IS 'Whether admins were told that the workflow needs them, and not yet that it is well again.';
COMMENT ON COLUMN canaris.id_journal IS 'The entry of the error journal that said so: resolved when the workflow is well again. No foreign key: what refers to the journal is taken to hold data of a person.';

INSERT INTO canaris (type_action)
VALUES ('CONVERTIR_CANDIDAT'), ('ENVOYER_DOSSIER'), ('GENERER_DEVIS'), ('ENVOYER_EMAIL');

-- The last exchange of each type. Exchanges before this migration have no date.
ALTER TABLE conversions_en_cours
    ADD COLUMN date_tentative timestamptz,
    ADD COLUMN statut_http integer,
    ADD COLUMN date_rappel timestamptz;
CREATE INDEX conversions_tentative ON conversions_en_cours (type_action, date_tentative) WHERE date_tentative IS NOT NULL;
CREATE INDEX conversions_rappel ON conversions_en_cours (type_action, date_rappel) WHERE date_rappel IS NOT NULL;
COMMENT ON COLUMN conversions_en_cours.date_tentative IS 'When the webhook was last called; that of date_livraison when n8n took that call.';
COMMENT ON COLUMN conversions_en_cours.statut_http IS 'What n8n answered then; null when no answer came.';
COMMENT ON COLUMN conversions_en_cours.date_rappel IS 'When n8n last reported an end that was taken.';
