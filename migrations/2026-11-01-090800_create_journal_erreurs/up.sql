CREATE TABLE journal_erreurs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    date_erreur timestamptz NOT NULL,
    nom_workflow text NOT NULL,
    nom_noeud text,
    message_erreur text NOT NULL,
    donnees_entree jsonb,
    severite text COLLATE "C" NOT NULL CONSTRAINT journal_erreurs_severite_connue
        CHECK (severite IN ('INFO', 'WARNING', 'ERREUR', 'CRITIQUE')),
    resolu boolean NOT NULL DEFAULT false,
    resolu_par text,
    date_resolution timestamptz,
    id_conversion bigint REFERENCES conversions_en_cours,
    CONSTRAINT journal_erreurs_resolution_coherente CHECK
        (resolu = (date_resolution IS NOT NULL) AND (resolu OR resolu_par IS NULL))
);
CREATE INDEX journal_erreurs_date ON journal_erreurs (date_erreur, id);
CREATE INDEX journal_erreurs_ouvertes ON journal_erreurs (severite, date_erreur) WHERE NOT resolu;
CREATE INDEX journal_erreurs_conversion ON journal_erreurs (id_conversion);
COMMENT ON TABLE journal_erreurs IS 'Every failure, ours and n8n''s, for the page /admin/logs.';
COMMENT ON COLUMN journal_erreurs.id_conversion IS 'The action that failed, when there is one: "Relancer" starts from here.';
