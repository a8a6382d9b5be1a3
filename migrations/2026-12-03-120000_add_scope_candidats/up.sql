-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE cles_api DROP CONSTRAINT cles_api_portees_connues,
    ADD CONSTRAINT cles_api_portees_connues CHECK (cardinality(portees) > 0 AND portees <@
        ARRAY['prospects:ecrire', 'prospects:lire', 'candidats:ecrire', 'actions:rappeler', 'journal:ecrire', 'metriques:lire']) NOT VALID;
