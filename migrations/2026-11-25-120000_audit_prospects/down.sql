DROP TRIGGER audit_action_finie ON conversions_en_cours;
DROP TRIGGER audit_actions_demandees ON conversions_en_cours;
DROP FUNCTION audit_action_finie(), audit_actions_demandees(), audit_fin_action(text);
DROP FUNCTION audit_lire(text, text, timestamptz, bigint, text);
DROP TABLE audit_prospects;
DROP FUNCTION audit_refuser();
