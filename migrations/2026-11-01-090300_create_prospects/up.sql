-- array_to_string() is STABLE for types whose output depends on settings; for text it is not, so the promise is sound.
CREATE FUNCTION document_recherche(nom text, prenom text, emails text[], telephones text[], ville text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN normaliser(
        nom || ' ' || prenom || ' ' || nom
        || ' ' || array_to_string(emails, ' ')
        || ' ' || array_to_string(telephones, ' ')
        || ' ' || replace(array_to_string(telephones, ' '), '+33', '0')
        || ' ' || coalesce(ville, ''));
COMMENT ON FUNCTION document_recherche(text, text, text[], text[], text) IS
    'What a search reads: names, emails, telephones (E.164 and French national form), city; normalised.';

CREATE FUNCTION rang_statut_prospect(statut text) RETURNS smallint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_position(ARRAY['NOUVEAU', 'CONTACTE', 'EN_ECHANGE', 'QUALIFIE', 'DEVIS_ENVOYE', 'EN_ATTENTE_DOSSIER',
        'DOSSIER_RECU', 'FINANCEMENT_EN_COURS', 'A_RECONTACTER', 'CANDIDAT', 'PERDU'], statut)::smallint;

CREATE SEQUENCE prospects_numero_seq;

CREATE TABLE prospects (
    id_prospect text COLLATE "C" PRIMARY KEY DEFAULT 'PROS_' || nextval('prospects_numero_seq')
        CHECK (id_prospect ~ '^PROS_[0-9]{1,18}$'),
    nom text NOT NULL CHECK (length(nom) BETWEEN 1 AND 100),
    prenom text NOT NULL CHECK (length(prenom) <= 100),
    emails text[] NOT NULL DEFAULT '{}',
    telephones text[] NOT NULL DEFAULT '{}',
    adresse text,
    code_postal text,
    ville text,
    formation_souhaitee text COLLATE "C" REFERENCES formations (code) ON UPDATE CASCADE,
    mode_financement text COLLATE "C" CONSTRAINT prospects_financement_connu
        CHECK (mode_financement IN ('CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'REGION', 'ENTREPRISE', 'PERSONNEL',
            'ALTERNANCE', 'AUTRE')),
    statut_prospect text COLLATE "C" NOT NULL DEFAULT 'NOUVEAU'
        CONSTRAINT prospects_statut_connu CHECK (rang_statut_prospect(statut_prospect) IS NOT NULL),
    source text NOT NULL CONSTRAINT prospects_source_connue
        CHECK (source IN ('EMAIL', 'FORMULAIRE', 'TELEPHONE', 'SALON', 'RESEAUX_SOCIAUX', 'BOUCHE_A_OREILLE', 'AUTRE')),
    nb_echanges integer NOT NULL DEFAULT 0 CHECK (nb_echanges >= 0),
    date_premier_contact timestamptz NOT NULL,
    date_dernier_contact timestamptz NOT NULL,
    resume_ia text,
    version integer NOT NULL DEFAULT 1,
    date_creation timestamptz NOT NULL DEFAULT now(),
    -- Generated, so that no writer can forget them.
    visible boolean NOT NULL GENERATED ALWAYS AS (statut_prospect <> 'CANDIDAT') STORED,
    rang_statut smallint NOT NULL GENERATED ALWAYS AS (rang_statut_prospect(statut_prospect)) STORED,
    nom_normalise text COLLATE "C" NOT NULL GENERATED ALWAYS AS (normaliser(nom || ' ' || prenom)) STORED,
    prenom_normalise text COLLATE "C" NOT NULL GENERATED ALWAYS AS (normaliser(prenom)) STORED,
    recherche_document text NOT NULL
        GENERATED ALWAYS AS (document_recherche(nom, prenom, emails, telephones, ville)) STORED,
    CONSTRAINT prospects_contacts_ordonnes CHECK (date_premier_contact <= date_dernier_contact)
);
COMMENT ON TABLE prospects IS 'People who wrote to the school. A converted one stays for ever, with statut CANDIDAT.';
COMMENT ON COLUMN prospects.emails IS 'The main one first.';
COMMENT ON COLUMN prospects.telephones IS 'E.164, the main one first.';
COMMENT ON COLUMN prospects.version IS 'Goes up at each change of the record: its ETag.';
COMMENT ON COLUMN prospects.visible IS 'Listed unless the statut is asked for: a column, so that partial indexes match a prepared statement.';
COMMENT ON COLUMN prospects.rang_statut IS 'Place of the statut in the school''s process: sorting by statut follows it.';
COMMENT ON COLUMN prospects.nom_normalise IS 'Sort key and prefix search: nom then prénom, normalised, in byte order.';

-- One index per sort, with the tie-breaker, read in both directions. Partial, because the list hides candidates.
CREATE INDEX prospects_dernier_contact ON prospects (date_dernier_contact, id_prospect) WHERE visible;
CREATE INDEX prospects_premier_contact ON prospects (date_premier_contact, id_prospect) WHERE visible;
CREATE INDEX prospects_nom ON prospects (nom_normalise, id_prospect) WHERE visible;
CREATE INDEX prospects_echanges ON prospects (nb_echanges, id_prospect) WHERE visible;
CREATE INDEX prospects_statut ON prospects (rang_statut, id_prospect) WHERE visible;
-- Filters, in the list's own order.
CREATE INDEX prospects_statut_date ON prospects (statut_prospect, date_dernier_contact, id_prospect);
CREATE INDEX prospects_formation_date ON prospects (formation_souhaitee, date_dernier_contact, id_prospect);
CREATE INDEX prospects_financement_date ON prospects (mode_financement, date_dernier_contact, id_prospect);
CREATE INDEX prospects_filtres ON prospects
    (statut_prospect, formation_souhaitee, mode_financement, date_dernier_contact, id_prospect);
-- Search: from three letters on by trigrams, below by prefix.
CREATE INDEX prospects_recherche ON prospects USING gin (recherche_document gin_trgm_ops);
CREATE INDEX prospects_prefixe_nom ON prospects (nom_normalise);
CREATE INDEX prospects_prefixe_prenom ON prospects (prenom_normalise);

CREATE TABLE historique_emails (
    id_email bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    sens text NOT NULL CONSTRAINT historique_emails_sens_connu CHECK (sens IN ('ENTRANT', 'SORTANT')),
    objet text,
    resume text,
    contenu text,
    expediteur text NOT NULL,
    destinataire text NOT NULL,
    date_envoi timestamptz NOT NULL,
    message_id text CONSTRAINT historique_emails_message_unique UNIQUE
);
CREATE INDEX historique_emails_prospect ON historique_emails (id_prospect, date_envoi, id_email);
COMMENT ON TABLE historique_emails IS 'Every email exchanged with a prospect.';
COMMENT ON COLUMN historique_emails.message_id IS 'Message-ID header: the same email logged twice is one row.';
