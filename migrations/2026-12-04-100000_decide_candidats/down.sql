DROP TRIGGER numero_reserve ON candidats;
DROP FUNCTION numero_reserve();
DROP TABLE anciens_candidats;
UPDATE candidats SET statut_dossier = 'REFUSE' WHERE statut_dossier = 'DESISTE';
ALTER TABLE candidats DROP CONSTRAINT candidats_statut_connu;
ALTER TABLE candidats ADD CONSTRAINT candidats_statut_connu
    CHECK (statut_dossier IN ('RECU', 'INCOMPLET', 'COMPLET', 'ACCEPTE', 'REFUSE'));
ALTER TABLE candidats
    DROP COLUMN motif_decision,
    DROP COLUMN date_decision,
    DROP COLUMN decide_par,
    DROP COLUMN statut_avant;
