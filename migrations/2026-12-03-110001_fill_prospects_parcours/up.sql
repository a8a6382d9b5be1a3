-- Prospects added before paths were recorded: their present statut counts from the day they were added. The triggers
-- go on meanwhile; whoever writes first wins.
INSERT INTO prospects_parcours (id_prospect, statut, depuis)
SELECT id_prospect, statut_prospect, date_creation FROM prospects p
WHERE NOT EXISTS (SELECT FROM prospects_parcours c WHERE c.id_prospect = p.id_prospect)
ON CONFLICT DO NOTHING;
