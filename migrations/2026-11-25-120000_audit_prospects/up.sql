CREATE TABLE audit_prospects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL,
    date_evenement timestamptz NOT NULL,
    operation text COLLATE "C" NOT NULL CONSTRAINT audit_operation_connue
        CHECK (operation IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE', 'AJOUT', 'MODIFICATION',
            'EMAIL_AJOUTE', 'ACTION_DEMANDEE', 'ACTION_TERMINEE', 'ACTION_ECHOUEE', 'ANONYMISATION')),
    champs text[] NOT NULL DEFAULT '{}',
    id_conversion bigint,
    id_utilisateur bigint,
    auteur text NOT NULL
);
CREATE INDEX audit_prospect ON audit_prospects (id_prospect, id);
-- A page reads a record again after each event, so one entry per hour and person is enough.
CREATE UNIQUE INDEX audit_une_lecture_par_heure ON audit_prospects
    (id_prospect, id_utilisateur, operation, date_bin('1 hour', date_evenement, '2000-01-01T00:00:00Z'))
    WHERE operation IN ('LECTURE', 'LECTURE_EMAILS');
COMMENT ON TABLE audit_prospects IS
    'Who saw or changed what on a prospect''s record. Append-only. It never holds a value of the record, so that an anonymisation has nothing to take away here. No foreign keys: entries outlive what they name, and an export writes one for each of its rows.';
COMMENT ON COLUMN audit_prospects.champs IS 'Fields that changed, by their names in the JSON; of an anonymisation, its motif.';
COMMENT ON COLUMN audit_prospects.id_conversion IS 'The action, of ACTION_….';
COMMENT ON COLUMN audit_prospects.id_utilisateur IS 'The person of the school; null for n8n and for the service itself.';
COMMENT ON COLUMN audit_prospects.auteur IS 'Name of that person at the time, n8n, or système.';

CREATE FUNCTION audit_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_prospects is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_prospects
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuser();

-- A read must not wait for its audit entry. The entry is not flushed to disk (a server crash can lose the last
-- half-second of reads, never a change), and waits at most one second for a lock on the table.
CREATE FUNCTION audit_lire(prospect text, lecture text, quand timestamptz, utilisateur bigint, nom text) RETURNS boolean
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '1s', true);
    INSERT INTO audit_prospects (id_prospect, operation, date_evenement, id_utilisateur, auteur)
    VALUES (prospect, lecture, quand, utilisateur, nom) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION audit_lire(text, text, timestamptz, bigint, text) IS
    'Writes down that somebody read a record, once an hour. Call it in a transaction of its own.';

-- Triggers copy who asked for an action and how it ended, so that no writer can forget the audit entry.
CREATE FUNCTION audit_fin_action(statut text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    RETURN CASE statut WHEN 'TERMINEE' THEN 'ACTION_TERMINEE' ELSE 'ACTION_ECHOUEE' END;
CREATE FUNCTION audit_actions_demandees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, id_utilisateur, auteur)
    SELECT id_prospect, date_debut, 'ACTION_DEMANDEE', id_conversion, id_utilisateur, demande_par FROM apres
    UNION ALL
    SELECT id_prospect, date_fin, audit_fin_action(statut_action), id_conversion, NULL,
        CASE WHEN rappel IS NULL THEN 'système' ELSE 'n8n' END
    FROM apres WHERE date_fin IS NOT NULL
    ORDER BY 2;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_actions_demandees AFTER INSERT ON conversions_en_cours
    REFERENCING NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION audit_actions_demandees();
CREATE FUNCTION audit_action_finie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, auteur)
    VALUES (NEW.id_prospect, NEW.date_fin, audit_fin_action(NEW.statut_action), NEW.id_conversion,
        CASE WHEN NEW.rappel IS DISTINCT FROM OLD.rappel THEN 'n8n' ELSE 'système' END);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_action_finie AFTER UPDATE OF statut_action ON conversions_en_cours
    FOR EACH ROW WHEN (NEW.statut_action <> OLD.statut_action AND NEW.statut_action <> 'EN_COURS')
    EXECUTE FUNCTION audit_action_finie();

-- Actions from before the audit existed.
INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_conversion, id_utilisateur, auteur)
SELECT id_prospect, date_debut, 'ACTION_DEMANDEE', id_conversion, id_utilisateur, demande_par FROM conversions_en_cours
UNION ALL
SELECT id_prospect, date_fin, audit_fin_action(statut_action), id_conversion, NULL,
    CASE WHEN rappel IS NULL THEN 'système' ELSE 'n8n' END
FROM conversions_en_cours WHERE date_fin IS NOT NULL
ORDER BY 2;
