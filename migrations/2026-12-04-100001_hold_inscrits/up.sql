-- Reads and writes of the table go on meanwhile.
ALTER TABLE candidats VALIDATE CONSTRAINT candidats_statut_connu;

CREATE FUNCTION candidat_actif(statut text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN statut NOT IN ('REFUSE', 'DESISTE');
COMMENT ON FUNCTION candidat_actif(text) IS 'Tells if a candidate with this statut_dossier takes a seat of the session.';

-- The service counts the seats itself, as its earlier versions do; the database refuses a transaction that miscounts.
CREATE FUNCTION inscrits_exacts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    visee bigint;
    comptes integer;
    actifs bigint;
BEGIN
    FOR visee IN SELECT DISTINCT id FROM unnest(ARRAY[OLD.id_session, NEW.id_session]) AS id WHERE id IS NOT NULL LOOP
        SELECT inscrits INTO comptes FROM sessions WHERE id_session = visee;
        SELECT count(*) INTO actifs FROM candidats WHERE id_session = visee AND candidat_actif(statut_dossier);
        IF comptes <> actifs THEN
            RAISE EXCEPTION 'session % counts % inscrits for % active candidates', visee, comptes, actifs
                USING ERRCODE = 'check_violation', CONSTRAINT = 'inscrits_exacts';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION inscrits_exacts() IS
    'Checks at commit that inscrits is the number of active candidates. A transaction that changes one of both has locked the session.';
-- Creating the triggers keeps writers out of both tables until the commit, so that the counts below are exact.
CREATE CONSTRAINT TRIGGER inscrits_exacts_candidats
    AFTER INSERT OR DELETE OR UPDATE OF id_session, statut_dossier ON candidats
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inscrits_exacts();
CREATE CONSTRAINT TRIGGER inscrits_exacts_sessions AFTER INSERT OR UPDATE OF inscrits ON sessions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inscrits_exacts();

-- A school may have counted seats of people whom the service does not know: they leave both columns, so that the number
-- of free seats stays.
UPDATE sessions AS s SET capacite = s.capacite + n.actifs - s.inscrits, inscrits = n.actifs
FROM (SELECT t.id_session, count(c.id_candidat)::integer AS actifs FROM sessions t
    LEFT JOIN candidats c ON c.id_session = t.id_session AND candidat_actif(c.statut_dossier)
    GROUP BY t.id_session) AS n
WHERE n.id_session = s.id_session AND n.actifs <> s.inscrits;
