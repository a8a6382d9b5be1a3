-- A breaker per workflow, shared by all instances, stops calls to an n8n that does not answer. A row is written only
-- when a call fails or is the first to succeed again, so a working n8n costs no writes.
CREATE TABLE disjoncteurs (
    type_action text COLLATE "C" PRIMARY KEY CONSTRAINT disjoncteurs_type_connu
        CHECK (type_action IN ('CONVERTIR_CANDIDAT', 'ENVOYER_DOSSIER', 'GENERER_DEVIS', 'ENVOYER_EMAIL')),
    echecs integer NOT NULL DEFAULT 0 CHECK (echecs >= 0),
    injoignable_depuis timestamptz,
    prochain_essai timestamptz,
    essais integer NOT NULL DEFAULT 0 CHECK (essais >= 0),
    CONSTRAINT disjoncteurs_echecs_coherents CHECK ((echecs = 0) = (injoignable_depuis IS NULL)),
    CONSTRAINT disjoncteurs_ouverture_coherente CHECK (prochain_essai IS NULL OR echecs > 0),
    CONSTRAINT disjoncteurs_essais_coherents CHECK (essais = 0 OR prochain_essai IS NOT NULL)
);
COMMENT ON TABLE disjoncteurs IS 'Whether the webhook of each type of action can be reached: while its breaker is open, calls wait.';
COMMENT ON COLUMN disjoncteurs.echecs IS 'Calls that failed since the last one that n8n answered.';
COMMENT ON COLUMN disjoncteurs.injoignable_depuis IS 'When the first of them failed.';
COMMENT ON COLUMN disjoncteurs.prochain_essai IS 'When one call may try again; null while the breaker is closed.';
COMMENT ON COLUMN disjoncteurs.essais IS 'Such tries that failed: each doubles the pause before the next.';

INSERT INTO disjoncteurs (type_action)
VALUES ('CONVERTIR_CANDIDAT'), ('ENVOYER_DOSSIER'), ('GENERER_DEVIS'), ('ENVOYER_EMAIL');
