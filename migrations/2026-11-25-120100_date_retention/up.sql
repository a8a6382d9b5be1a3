ALTER TABLE prospects ADD COLUMN date_dernier_entrant timestamptz;
COMMENT ON COLUMN prospects.date_dernier_entrant IS 'Last email received from the prospect.';
UPDATE prospects p SET date_dernier_entrant = e.dernier
FROM (SELECT id_prospect, max(date_envoi) AS dernier FROM historique_emails WHERE sens = 'ENTRANT' GROUP BY 1) e
WHERE p.id_prospect = e.id_prospect;

-- Only emails from the prospect restart the retention period; our own emails do not.
ALTER TABLE prospects ADD COLUMN date_debut_conservation timestamptz NOT NULL
    GENERATED ALWAYS AS (coalesce(date_dernier_entrant, date_premier_contact)) STORED;
COMMENT ON COLUMN prospects.date_debut_conservation IS
    'From when the time of retention runs: the last email received, or else the first contact.';

ALTER TABLE prospects ADD COLUMN date_anonymisation timestamptz;
COMMENT ON COLUMN prospects.date_anonymisation IS
    'Since when the row holds nothing of a person: it stays for the counts, and nobody changes it any more.';

-- Prospects by the end of their retention, oldest first. Candidates are left out: their files have their own legal
-- basis.
CREATE INDEX prospects_conservation ON prospects (date_debut_conservation, id_prospect)
    WHERE visible AND date_anonymisation IS NULL;
