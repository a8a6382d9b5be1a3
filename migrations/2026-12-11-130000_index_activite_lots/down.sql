DROP INDEX audit_activite_lots;
