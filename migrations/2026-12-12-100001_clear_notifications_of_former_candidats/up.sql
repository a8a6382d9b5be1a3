-- Notifications that an anonymisation left before: it did not look for those of former candidates.
UPDATE notifications AS n SET message = 'Contenu effacé : la personne a été anonymisée.'
FROM anciens_candidats a JOIN prospects p USING (id_prospect)
WHERE p.date_anonymisation IS NOT NULL AND n.lien_action = '/admin/candidats/' || a.id_candidat;
