ALTER TABLE prospects ADD COLUMN date_dernier_sortant timestamptz;
COMMENT ON COLUMN prospects.date_dernier_sortant IS 'Last email sent to the prospect.';
UPDATE prospects p SET date_dernier_sortant = e.dernier
FROM (SELECT id_prospect, max(date_envoi) AS dernier FROM historique_emails WHERE sens = 'SORTANT' GROUP BY 1) e
WHERE p.id_prospect = e.id_prospect AND p.date_anonymisation IS NULL;

-- The prospects who have not answered our last e-mail.
DROP INDEX prospects_sans_reponse;
CREATE INDEX prospects_sans_reponse ON prospects (date_dernier_contact, id_prospect)
    WHERE visible AND date_dernier_sortant IS NOT NULL
        AND (date_dernier_entrant IS NULL OR date_dernier_entrant < date_dernier_sortant);
