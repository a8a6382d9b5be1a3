CREATE TABLE formations (
    id_formation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text COLLATE "C" NOT NULL CONSTRAINT formations_code_unique UNIQUE CHECK (code ~ '^[A-Z0-9_]{1,40}$'),
    nom text NOT NULL,
    niveau text,
    duree_heures integer CHECK (duree_heures > 0),
    tarif double precision CHECK (tarif >= 0),
    active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE formations IS 'What the school teaches.';
COMMENT ON COLUMN formations.tarif IS 'Euros.';

CREATE TABLE sessions (
    id_session bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_formation bigint NOT NULL REFERENCES formations,
    libelle text NOT NULL,
    date_debut date NOT NULL,
    date_fin date NOT NULL,
    capacite integer NOT NULL CHECK (capacite >= 0),
    inscrits integer NOT NULL DEFAULT 0 CHECK (inscrits >= 0),
    retenues integer NOT NULL DEFAULT 0 CHECK (retenues >= 0),
    statut_session text NOT NULL CONSTRAINT sessions_statut_connu
        CHECK (statut_session IN ('PLANIFIEE', 'OUVERTE', 'FERMEE', 'EN_COURS', 'TERMINEE', 'ANNULEE')),
    CONSTRAINT sessions_dates_ordonnees CHECK (date_debut <= date_fin),
    -- The database refuses to give a seat twice, even if the code is wrong.
    CONSTRAINT sessions_places_suffisantes CHECK (inscrits + retenues <= capacite),
    CONSTRAINT sessions_libelle_unique UNIQUE (id_formation, libelle)
);
CREATE INDEX sessions_date_debut ON sessions (date_debut, id_session);
COMMENT ON TABLE sessions IS 'Training sessions of a formation.';
COMMENT ON COLUMN sessions.inscrits IS 'Seats given to candidates.';
COMMENT ON COLUMN sessions.retenues IS 'Seats held by running conversions.';

CREATE TABLE documents_requis (
    id_document bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_formation bigint NOT NULL REFERENCES formations ON DELETE CASCADE,
    code text NOT NULL,
    libelle text NOT NULL,
    obligatoire boolean NOT NULL DEFAULT true,
    ordre integer NOT NULL DEFAULT 0,
    CONSTRAINT documents_requis_code_unique UNIQUE (id_formation, code)
);
COMMENT ON TABLE documents_requis IS 'What a candidate of a formation must give.';
COMMENT ON COLUMN documents_requis.ordre IS 'Order in which screens list them.';
