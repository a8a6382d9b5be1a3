DELETE FROM cles_api WHERE 'candidats:ecrire' = ANY (portees);
ALTER TABLE cles_api DROP CONSTRAINT cles_api_portees_connues,
    ADD CONSTRAINT cles_api_portees_connues CHECK (cardinality(portees) > 0 AND portees <@
        ARRAY['prospects:ecrire', 'prospects:lire', 'actions:rappeler', 'journal:ecrire', 'metriques:lire']);
