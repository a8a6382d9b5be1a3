//! Wording of retention and of audit entries.

use common::rgpd::Echeance;
use common::{EntreeAudit, MotifAnonymisation, OperationAudit, TypeAction};

use super::person::field_name;

/// Computes the retention in months from both dates of a due prospect.
pub(crate) fn retention_months(due: &Echeance) -> Option<i64> {
    let months = |at: &str| {
        let mut parts = at.split('-').map(str::parse::<i64>);
        Some(parts.next()?.ok()? * 12 + parts.next()?.ok()?)
    };
    let kept = months(due.date_echeance.as_str())? - months(due.dernier_contact_entrant.as_str())?;
    Some(kept).filter(|kept| *kept > 0)
}

/// Describes an audit entry: the operation and its fields.
pub(crate) fn trace(entry: &EntreeAudit) -> String {
    // The fields of a touch that is done tell only how the following one was set.
    let fields = entry.champs.iter().filter(|_| entry.operation != OperationAudit::RelanceFaite);
    let fields = fields.map(|champ| field(entry.operation, champ));
    let details: Vec<_> = entry.type_action.map(TypeAction::libelle).into_iter().chain(fields).collect();
    let what = entry.operation.libelle();
    let ignored: Vec<_> = entry.ignores.iter().map(|champ| field_name(champ)).collect();
    let done = match (details.is_empty(), ignored.is_empty()) {
        (true, true) => what.to_owned(),
        // Data arrived and changed nothing.
        (true, false) => String::new(),
        (false, _) => [what, "\u{a0}: ", &details.join(", ")].concat(),
    };
    if ignored.is_empty() {
        return done;
    }
    let between = if done.is_empty() { "Reçu et non retenu" } else { "\u{a0}; non retenu" };
    [&done, between, "\u{a0}: ", &ignored.join(", ")].concat()
}

/// Returns the label of a record's field; for an anonymisation, the label of its reason.
fn field(operation: OperationAudit, champ: &str) -> &str {
    if operation == OperationAudit::Anonymisation {
        return champ.parse().map_or(champ, |motif: MotifAnonymisation| motif.libelle());
    }
    field_name(champ)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(operation: &str, champs: &[&str], ignores: &[&str], action: Option<&str>) -> EntreeAudit {
        let entry = json!({"date":"2026-11-24T09:30:00Z","operation":operation,"champs":champs,"ignores":ignores,
            "idConversion":null,"typeAction":action,"auteur":"Sophie Martin"});
        serde_json::from_value(entry).unwrap()
    }

    fn told(operation: &str, champs: &[&str], action: Option<&str>) -> String {
        trace(&entry(operation, champs, &[], action))
    }

    #[test]
    fn a_trace_names_what_was_given_and_not_taken() {
        let told = |champs: &[&str]| trace(&entry("MODIFICATION", champs, &["prenom", "resumeIa"], None));
        assert_eq!(
            told(&["ville"]),
            "Fiche modifiée\u{a0}: Ville\u{a0}; non retenu\u{a0}: Prénom, Résumé IA"
        );
        assert_eq!(told(&[]), "Reçu et non retenu\u{a0}: Prénom, Résumé IA");
    }

    #[test]
    fn a_trace_names_fields_in_french() {
        assert_eq!(told("LECTURE", &[], None), "Fiche consultée");
        let changed = told("MODIFICATION", &["statutProspect", "codePostal", "resumeIa", "autre"], None);
        assert_eq!(changed, "Fiche modifiée\u{a0}: Statut, Code postal, Résumé IA, autre");
        let asked = told("ACTION_DEMANDEE", &[], Some("ENVOYER_DOSSIER"));
        assert_eq!(asked, "Action demandée\u{a0}: Envoi du dossier");
        let wished = told("ACTION_DEMANDEE", &["demandeDeLaPersonne"], Some("ENVOYER_DOSSIER"));
        assert_eq!(wished, "Action demandée\u{a0}: Envoi du dossier, à la demande de la personne");
        assert_eq!(told("ANONYMISATION", &["OPPOSITION"], None), "Personne anonymisée\u{a0}: Opposition");
    }

    #[test]
    fn the_time_of_retention_is_read_from_its_two_ends() {
        let due = |from: &str, to: &str| {
            let row = json!({"idProspect":"PROS_1","nom":"A","prenom":"B","dernierContactEntrant":from,"dateEcheance":to});
            retention_months(&serde_json::from_value(row).unwrap())
        };
        assert_eq!(due("2023-11-30T09:30:00Z", "2026-11-30T09:30:00Z"), Some(36));
        assert_eq!(due("2025-11-30T09:30:00Z", "2026-02-28T09:30:00Z"), Some(3));
        assert_eq!(due("2025", "2026-02"), None);
    }
}
