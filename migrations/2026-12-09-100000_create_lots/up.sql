CREATE TABLE lots (
    id_lot bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_utilisateur bigint NOT NULL REFERENCES utilisateurs,
    auteur text NOT NULL,
    type_lot text NOT NULL CONSTRAINT lots_type CHECK (type_lot IN
        ('STATUT', 'RESPONSABLE', 'RELANCE', 'DOSSIER', 'EMAIL_RELANCE', 'CONVERSION')),
    parametres jsonb NOT NULL,
    requete text CONSTRAINT lots_requete_longueur CHECK (length(requete) <= 2000),
    etat text NOT NULL DEFAULT 'PREPARE' CONSTRAINT lots_etat CHECK (etat IN
        ('PREPARE', 'EN_COURS', 'TERMINE', 'ARRETE')),
    nombre integer NOT NULL CONSTRAINT lots_nombre CHECK (nombre BETWEEN 1 AND 5000),
    cle_idempotence text,
    date_creation timestamptz NOT NULL,
    date_lancement timestamptz,
    date_fin timestamptz,
    CONSTRAINT lots_dates CHECK ((etat IN ('TERMINE', 'ARRETE')) = (date_fin IS NOT NULL)
        AND (etat NOT IN ('EN_COURS', 'TERMINE') OR date_lancement IS NOT NULL)),
    CONSTRAINT lots_cle_idempotence_unique UNIQUE (id_utilisateur, cle_idempotence)
);
COMMENT ON TABLE lots IS 'Bulk changes: one change of many prospects, rehearsed before it runs.';
COMMENT ON COLUMN lots.auteur IS 'Full name of the author on that day.';
COMMENT ON COLUMN lots.parametres IS 'Parameters of the type. A subject or a message may hold a name.';
COMMENT ON COLUMN lots.requete IS 'Query string of the selection; NULL when its prospects were named. Its search may hold a name.';
COMMENT ON COLUMN lots.cle_idempotence IS 'Idempotency-Key of the launch.';

CREATE INDEX lots_en_cours ON lots (date_lancement, id_lot) WHERE etat = 'EN_COURS';
CREATE INDEX lots_date_creation ON lots (date_creation);

CREATE TABLE lots_lignes (
    id_lot bigint NOT NULL REFERENCES lots ON DELETE CASCADE,
    rang integer NOT NULL,
    id_prospect text NOT NULL REFERENCES prospects,
    version integer NOT NULL,
    verdict text NOT NULL CONSTRAINT lots_lignes_verdict CHECK (verdict IN
        ('OK', 'INCHANGE', 'DEJA_CANDIDAT', 'ACTION_EN_COURS', 'SESSION_COMPLETE', 'SANS_EMAIL', 'OPPOSITION',
         'DONNEE_MANQUANTE', 'ANONYMISEE', 'REFUSE')),
    code text,
    resultat text CONSTRAINT lots_lignes_resultat CHECK (resultat IN
        ('FAIT', 'ECHEC', 'CHANGE', 'REFUSE', 'ARRETE')),
    id_conversion bigint CONSTRAINT lots_lignes_action_unique UNIQUE REFERENCES conversions_en_cours,
    date_resultat timestamptz,
    PRIMARY KEY (id_lot, rang),
    CONSTRAINT lots_lignes_prospect_unique UNIQUE (id_prospect, id_lot),
    CONSTRAINT lots_lignes_dates CHECK ((resultat IS NULL) = (date_resultat IS NULL)),
    CONSTRAINT lots_lignes_faite CHECK (resultat <> 'FAIT' OR verdict = 'OK'),
    CONSTRAINT lots_lignes_action CHECK (id_conversion IS NULL OR (resultat IS NOT NULL AND resultat = 'FAIT'))
);
COMMENT ON TABLE lots_lignes IS 'Rows of bulk changes: verdict of the rehearsal, and result.';
COMMENT ON COLUMN lots_lignes.rang IS 'Place in the selection, from 1. Rows run in this order.';
COMMENT ON COLUMN lots_lignes.version IS 'Version of the record in the rehearsal. A record of another version is not changed.';
COMMENT ON COLUMN lots_lignes.code IS 'Code of the problem or of the invalid field that refused the row.';
COMMENT ON COLUMN lots_lignes.id_conversion IS 'The action that the row started.';

CREATE INDEX lots_lignes_a_faire ON lots_lignes (id_lot, rang) WHERE resultat IS NULL;

-- A search, a subject or a message is a few words, so one name is enough: nomme_personne() asks for any of them.
CREATE FUNCTION lots_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id_lot FROM lots WHERE nomme_personne(prospect, substring(requete FROM '(?:^|&)recherche=([^&]*)'))
        OR nomme_personne(prospect, parametres ->> 'message')
        OR nomme_personne(prospect, parametres ->> 'relanceObjet')
$$;
COMMENT ON FUNCTION lots_de_personne(text) IS 'Bulk changes whose search, subject or message names a prospect.';
