DROP TABLE historique_emails, prospects;
DROP SEQUENCE prospects_numero_seq;
DROP FUNCTION rang_statut_prospect(text);
DROP FUNCTION document_recherche(text, text, text[], text[], text);
