-- Candidates converted before files had pieces. The trigger copies the documents of everybody who is converted
-- meanwhile, and the service goes on. A file that the school had called complete, or accepted, keeps its state: its
-- pieces count as received.
INSERT INTO pieces_candidat (id_candidat, code, libelle, obligatoire, ordre, etat, date_etat, auteur)
SELECT c.id_candidat, d.code, d.libelle, d.obligatoire, d.ordre, CASE WHEN complet THEN 'RECUE' ELSE 'ATTENDUE' END,
    CASE WHEN complet THEN now() END, CASE WHEN complet THEN 'système' END
FROM candidats c JOIN formations f ON f.code = c.formation_retenue JOIN documents_requis d USING (id_formation),
    LATERAL (SELECT c.statut_dossier IN ('COMPLET', 'ACCEPTE') AS complet) AS l
WHERE NOT EXISTS (SELECT FROM pieces_candidat p WHERE p.id_candidat = c.id_candidat)
ON CONFLICT DO NOTHING;
-- Candidates of a formation that requires nothing.
UPDATE candidats SET version = version WHERE statut_dossier IN ('RECU', 'INCOMPLET') AND pieces_manquantes = 0;
