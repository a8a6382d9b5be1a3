DROP TABLE regles_financement;
DROP TABLE fermetures;
-- Rows with the mode stay: nothing may delete them.
ALTER TABLE prospects DROP CONSTRAINT prospects_financement_connu,
    ADD CONSTRAINT prospects_financement_connu
        CHECK (mode_financement IN ('CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'REGION', 'ENTREPRISE', 'PERSONNEL',
            'ALTERNANCE', 'AUTRE')) NOT VALID;
ALTER TABLE sessions DROP COLUMN a_distance, DROP COLUMN temps_partiel, DROP COLUMN en_continu;
ALTER TABLE formations DROP COLUMN certification_fin, DROP COLUMN certification;
