-- The anonymised people whom the maintained counts of open prospects keep: the funding clock leaves them out.
CREATE INDEX prospects_anonymises_ouverts ON prospects (formation_souhaitee, mode_financement)
    WHERE date_anonymisation IS NOT NULL AND mode_financement IS NOT NULL
        AND statut_prospect NOT IN ('CANDIDAT', 'PERDU');
