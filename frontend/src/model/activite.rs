//! The team's activity: state of its page in the URL, and wording.

use common::activite::{ActivitePersonne, EntreeActivite};
use common::liste::DEFAULT_LIMIT;
use common::{EntreeAudit, IdUtilisateur, OperationAudit};

use super::day::is_day;
use super::format::count;
use super::rgpd::trace;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// The day, the person and the page that are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// The day, `YYYY-MM-DD`; today when empty.
    pub(crate) jour: String,
    /// The person; everybody when absent.
    pub(crate) personne: Option<IdUtilisateur>,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl UrlState for Filters {
    fn parse(address_query: &str) -> Self {
        let mut filters = Self { page: 1, ..Self::default() };
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "jour" if is_day(&value) => filters.jour = value,
                "idUtilisateur" => filters.personne = value.parse().ok(),
                "page" => filters.page = url_state::page(&value),
                _ => {}
            }
        }
        filters
    }

    fn to_query(&self) -> QueryString {
        let mut query = self.day_query();
        if let Some(id) = self.personne {
            query.push("idUtilisateur", &id.to_string());
        }
        url_state::push_page(&mut query, self.page, DEFAULT_LIMIT);
        query
    }

    fn page(&self) -> i64 {
        self.page
    }

    fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

impl Filters {
    /// Returns the query of the day alone.
    pub(crate) fn day_query(&self) -> QueryString {
        [("jour", self.jour.as_str())].into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Describes what was done: the action, the fields that changed, or the note.
pub(crate) fn what(entry: &EntreeActivite) -> String {
    if is_note(entry) {
        return "Note".to_owned();
    }
    trace(&EntreeAudit {
        date: entry.date.clone(),
        operation: entry.operation,
        champs: entry.champs.clone(),
        ignores: Vec::new(),
        id_conversion: entry.id_conversion,
        type_action: entry.type_action,
        id_lot: None,
        auteur: entry.auteur.nom.clone(),
    })
}

/// Returns true for a note that was written, changed or deleted.
pub(crate) fn is_note(entry: &EntreeActivite) -> bool {
    entry.operation == OperationAudit::Modification && entry.champs == ["notes"]
}

/// Describes what a person did, `3 actions · 1 note`.
pub(crate) fn summary(one: &ActivitePersonne) -> String {
    let parts = [
        (one.actions, "action", "actions"),
        (one.relances, "relance", "relances"),
        (one.notes, "note", "notes"),
        (one.fiches, "changement", "changements"),
    ];
    let some = parts.into_iter().filter(|(n, _, _)| *n > 0);
    some.map(|(n, singular, plural)| count(n, singular, plural)).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(operation: &str, champs: &[&str], type_action: Option<&str>) -> EntreeActivite {
        serde_json::from_value(
            json!({"id":1,"date":"2026-11-24T09:30:00Z","operation":operation,"champs":champs,
            "idConversion":null,"typeAction":type_action,"statutAction":null,"idProspect":"PROS_1",
            "prospect":"Marie Dumitru","idLot":null,"fiches":1,"auteur":{"idUtilisateur":1,"nom":"Sophie Martin"}}),
        )
        .unwrap()
    }

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let filters = Filters::parse("?jour=2026-11-24&idUtilisateur=7&page=2&x=1");
        assert_eq!(filters.to_query().after(""), "?jour=2026-11-24&idUtilisateur=7&page=2");
        assert_eq!(filters.day_query().after(""), "?jour=2026-11-24");
        assert_eq!(Filters::parse("?jour=hier&idUtilisateur=x").to_query().after(""), "");
    }

    #[test]
    fn a_note_is_a_note_and_a_change_names_its_fields() {
        assert_eq!(what(&entry("MODIFICATION", &["notes"], None)), "Note");
        assert_eq!(what(&entry("MODIFICATION", &["ville"], None)), "Fiche modifiée\u{a0}: Ville");
        let asked = what(&entry("ACTION_DEMANDEE", &[], Some("GENERER_DEVIS")));
        assert_eq!(asked, "Action demandée\u{a0}: Génération du devis");
    }

    #[test]
    fn a_summary_leaves_out_what_was_not_done() {
        let one = |actions, relances, notes, fiches| {
            let auteur = json!({"idUtilisateur":1,"nom":"Sophie Martin"});
            let counts =
                json!({"auteur":auteur,"actions":actions,"relances":relances,"notes":notes,"fiches":fiches});
            summary(&serde_json::from_value(counts).unwrap())
        };
        assert_eq!(one(3, 0, 1, 0), "3\u{a0}actions · 1\u{a0}note");
        assert_eq!(one(0, 2, 0, 1), "2\u{a0}relances · 1\u{a0}changement");
    }
}
