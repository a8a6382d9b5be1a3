DROP INDEX audit_activite;
