CREATE TABLE cles_api (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nom text NOT NULL CONSTRAINT cles_api_nom_valide CHECK (char_length(nom) BETWEEN 1 AND 60),
    prefixe text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL CONSTRAINT cles_api_secret_unique UNIQUE
        CONSTRAINT cles_api_secret_sha256 CHECK (octet_length(secret_hash) = 32),
    portees text[] NOT NULL CONSTRAINT cles_api_portees_connues CHECK (cardinality(portees) > 0 AND portees <@
        ARRAY['prospects:ecrire', 'prospects:lire', 'actions:rappeler', 'journal:ecrire', 'metriques:lire']),
    cree_par bigint REFERENCES utilisateurs ON DELETE SET NULL,
    date_creation timestamptz NOT NULL,
    derniere_utilisation timestamptz,
    date_revocation timestamptz
);
CREATE UNIQUE INDEX cles_api_nom_unique ON cles_api (nom) WHERE date_revocation IS NULL;
COMMENT ON TABLE cles_api IS
    'Named keys of programs that call the API. A revoked key keeps its row, so that the audit still explains its name.';
COMMENT ON COLUMN cles_api.prefixe IS 'First characters of the secret, by which people recognise it.';
COMMENT ON COLUMN cles_api.secret_hash IS 'SHA-256 of the secret, which holds 256 random bits.';
COMMENT ON COLUMN cles_api.cree_par IS 'The admin who created the key.';
COMMENT ON COLUMN cles_api.derniere_utilisation IS 'Written at most once a minute.';

-- A key reads a record often, so the audit keeps one entry per hour and key, as it does per hour and person.
CREATE UNIQUE INDEX audit_une_lecture_par_heure_et_cle ON audit_prospects
    (id_prospect, auteur, operation, date_bin('1 hour', date_evenement, '2000-01-01T00:00:00Z'))
    WHERE operation IN ('LECTURE', 'LECTURE_EMAILS') AND id_utilisateur IS NULL;
COMMENT ON COLUMN audit_prospects.auteur IS 'Name of that person at the time, name of a key, n8n, or système.';

-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE journal_securite DROP CONSTRAINT journal_securite_evenement_connu,
    ADD CONSTRAINT journal_securite_evenement_connu
        CHECK (evenement IN ('CONNEXION', 'CONNEXION_REFUSEE', 'DECONNEXION', 'DECONNEXION_PARTOUT', 'SESSION_TERMINEE',
            'INVITATION', 'REINITIALISATION', 'INVITATION_ACCEPTEE', 'MOT_DE_PASSE', 'ROLE', 'DESACTIVATION',
            'REACTIVATION', 'CREATE_ADMIN', 'CLE_REFUSEE', 'CLE_CREEE', 'CLE_REVOQUEE', 'EXPORT', 'EXPORT_PERSONNE',
            'ANONYMISATION', 'OPPOSITION', 'SECOND_FACTEUR_ACTIVE', 'SECOND_FACTEUR_RETIRE', 'SECOND_FACTEUR_REFUSE',
            'VERIFICATION')) NOT VALID;

-- The transaction of a callback says which key sent it; without a name it is n8n.
CREATE FUNCTION audit_auteur_rappel() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('admissions.auteur', true), ''), 'n8n');
COMMENT ON FUNCTION audit_auteur_rappel() IS 'Author of the callback that this transaction applies.';
CREATE OR REPLACE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        CASE WHEN NEW.rappel IS DISTINCT FROM OLD.rappel THEN audit_auteur_rappel() ELSE 'système' END);
    RETURN NULL;
END $$;
