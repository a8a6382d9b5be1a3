CREATE TABLE anciennes_coordonnees (
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    nature text COLLATE "C" NOT NULL CONSTRAINT anciennes_coordonnees_nature_connue
        CHECK (nature IN ('EMAIL', 'TELEPHONE')),
    valeur text COLLATE "C" NOT NULL,
    date_retrait timestamptz NOT NULL,
    PRIMARY KEY (id_prospect, nature, valeur)
);
COMMENT ON TABLE anciennes_coordonnees IS
    'Addresses and numbers that a record no longer has: traces of the person that bear them are still found.';
COMMENT ON COLUMN anciennes_coordonnees.valeur IS 'As the record had it: an address in lower case, a number in E.164.';
COMMENT ON COLUMN anciennes_coordonnees.date_retrait IS 'Since when the record does not have it.';

-- A trigger keeps former coordinates for every writer, including older versions of the service and workflows that
-- write SQL.
CREATE FUNCTION anciennes_coordonnees_garder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.date_anonymisation IS NOT NULL THEN
        DELETE FROM anciennes_coordonnees WHERE id_prospect = NEW.id_prospect;
        RETURN NULL;
    END IF;
    DELETE FROM anciennes_coordonnees WHERE id_prospect = NEW.id_prospect
        AND ((nature = 'EMAIL' AND valeur = ANY (NEW.emails)) OR (nature = 'TELEPHONE' AND valeur = ANY (NEW.telephones)));
    INSERT INTO anciennes_coordonnees (id_prospect, nature, valeur, date_retrait)
    SELECT NEW.id_prospect, 'EMAIL', valeur, now() FROM unnest(OLD.emails) AS valeur WHERE valeur <> ALL (NEW.emails)
    UNION SELECT NEW.id_prospect, 'TELEPHONE', valeur, now() FROM unnest(OLD.telephones) AS valeur
    WHERE valeur <> ALL (NEW.telephones)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER anciennes_coordonnees_garder AFTER UPDATE OF emails, telephones, date_anonymisation ON prospects
    FOR EACH ROW WHEN (OLD.emails <> NEW.emails OR OLD.telephones <> NEW.telephones
        OR OLD.date_anonymisation IS DISTINCT FROM NEW.date_anonymisation)
    EXECUTE FUNCTION anciennes_coordonnees_garder();
