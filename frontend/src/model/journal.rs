//! The state of the journal's page, as its address holds it: filters, page, open entry; and the wording of entries.

use std::collections::BTreeSet;

use common::liste::{DEFAULT_LIMIT, LIMITS};
use common::pages::ENTREE_PARAMETER;
use common::{Severite, TypeAction};

use super::search;
use crate::query_string::{self, QueryString};

/// Which entries by their resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Etat {
    /// Those that somebody has to look at: what the page shows when its address says nothing.
    #[default]
    Ouvertes,
    /// Those that somebody took care of.
    Resolues,
    /// All.
    Toutes,
}

impl Etat {
    /// In the order in which the page offers them.
    pub(crate) const ALL: [Self; 3] = [Self::Ouvertes, Self::Resolues, Self::Toutes];

    /// The value of `resolu` in the page's address; empty for the one that goes without saying.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Ouvertes => "",
            Self::Resolues => "true",
            Self::Toutes => "tous",
        }
    }

    /// What the page calls it.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Ouvertes => "Non résolues",
            Self::Resolues => "Résolues",
            Self::Toutes => "Toutes",
        }
    }

    /// Reads a word; what is unknown asks for what goes without saying.
    pub(crate) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|etat| etat.word() == word).unwrap_or_default()
    }

    /// The value of `resolu` for the API; `None` asks for all.
    const fn api_word(self) -> Option<&'static str> {
        match self {
            Self::Ouvertes => Some("false"),
            Self::Resolues => Some("true"),
            Self::Toutes => None,
        }
    }
}

/// A filter, named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Filter {
    /// `severite`.
    Severite,
    /// `workflow`.
    Workflow,
    /// `resolu`.
    Etat,
    /// `du`.
    Du,
    /// `au`.
    Au,
    /// `recherche`.
    Recherche,
}

/// Which entries are listed. Inside a filter any choice suits, between filters all must.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// How serious.
    pub(crate) severites: BTreeSet<Severite>,
    /// Names of workflows.
    pub(crate) workflows: BTreeSet<String>,
    /// Resolved or not.
    pub(crate) etat: Etat,
    /// First day, `YYYY-MM-DD`; empty without one.
    pub(crate) du: String,
    /// Last day, inclusive; empty without one.
    pub(crate) au: String,
    /// Free text.
    pub(crate) recherche: String,
}

impl Filters {
    /// Whether nothing is filtered but what goes without saying.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the period ends before it begins.
    pub(crate) fn is_reversed(&self) -> bool {
        // ISO days sort as their text does.
        !self.du.is_empty() && !self.au.is_empty() && self.au < self.du
    }

    /// Every choice that is made, with its value in the address.
    pub(crate) fn chosen(&self) -> Vec<(Filter, String)> {
        let severites = self.severites.iter().map(|one| (Filter::Severite, one.as_str()));
        let workflows = self.workflows.iter().map(|one| (Filter::Workflow, one.as_str()));
        let single = [
            (Filter::Etat, self.etat.word()),
            (Filter::Du, self.du.as_str()),
            (Filter::Au, self.au.as_str()),
            (Filter::Recherche, self.recherche.as_str()),
        ];
        let all = severites.chain(workflows).chain(single.into_iter().filter(|(_, word)| !word.is_empty()));
        all.map(|(filter, word)| (filter, word.to_owned())).collect()
    }

    /// Without one of its choices.
    #[must_use]
    pub(crate) fn without(mut self, filter: Filter, word: &str) -> Self {
        match filter {
            Filter::Severite => self.severites.retain(|one| one.as_str() != word),
            Filter::Workflow => self.workflows.retain(|one| one != word),
            Filter::Etat => self.etat = Etat::default(),
            Filter::Du => self.du.clear(),
            Filter::Au => self.au.clear(),
            Filter::Recherche => self.recherche.clear(),
        }
        self
    }

    /// What the list and the export ask of the API.
    pub(crate) fn to_api_query(&self) -> QueryString {
        self.query(self.etat.api_word())
    }

    fn query(&self, etat: Option<&str>) -> QueryString {
        let severites = self.severites.iter().map(|one| ("severite", one.as_str()));
        let workflows = self.workflows.iter().map(|one| ("workflow", one.as_str()));
        let single = [
            ("resolu", etat.unwrap_or_default()),
            ("du", &self.du),
            ("au", &self.au),
            ("recherche", &self.recherche),
        ];
        severites.chain(workflows).chain(single.into_iter().filter(|(_, word)| !word.is_empty())).collect()
    }
}

/// Everything that the address of the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JournalState {
    /// Which entries.
    pub(crate) filters: Filters,
    /// Which page, from 1.
    pub(crate) page: i64,
    /// Rows a page.
    pub(crate) limit: i64,
    /// The entry whose panel is open.
    pub(crate) entree: Option<i64>,
}

impl Default for JournalState {
    fn default() -> Self {
        Self { filters: Filters::default(), page: 1, limit: DEFAULT_LIMIT, entree: None }
    }
}

impl JournalState {
    /// Reads the query of an address; what is not understood is left out.
    pub(crate) fn parse(address_query: &str) -> Self {
        let mut state = Self::default();
        let filters = &mut state.filters;
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "severite" => filters.severites.extend(value.parse::<Severite>().ok()),
                "workflow" if !value.is_empty() => drop(filters.workflows.insert(value)),
                "resolu" => filters.etat = Etat::parse(&value),
                "du" if is_day(&value) => filters.du = value,
                "au" if is_day(&value) => filters.au = value,
                "recherche" => filters.recherche = search::clean(&value),
                "page" => state.page = value.parse().ok().filter(|page| *page >= 1).unwrap_or(1),
                "limit" => {
                    state.limit = value.parse().ok().filter(|n| LIMITS.contains(n)).unwrap_or(DEFAULT_LIMIT);
                }
                ENTREE_PARAMETER => state.entree = value.parse().ok(),
                _ => {}
            }
        }
        state
    }

    /// The query of the address; what goes without saying is left out.
    pub(crate) fn to_query(&self) -> QueryString {
        let mut query = self.filters.query(Some(self.filters.etat.word()));
        if self.page > 1 {
            query.push("page", &self.page.to_string());
        }
        if self.limit != DEFAULT_LIMIT {
            query.push("limit", &self.limit.to_string());
        }
        if let Some(id) = self.entree {
            query.push(ENTREE_PARAMETER, &id.to_string());
        }
        query
    }

    /// The query of the API's list; the open entry is not its business.
    pub(crate) fn to_api_query(&self) -> QueryString {
        self.filters
            .to_api_query()
            .with("page", &self.page.to_string())
            .with("limit", &self.limit.to_string())
    }

    /// With other filters, from the first page.
    #[must_use]
    pub(crate) fn filtered(self, filters: Filters) -> Self {
        Self { filters, page: 1, ..self }
    }

    /// On another page.
    #[must_use]
    pub(crate) fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }

    /// With more or fewer rows a page, from the first page.
    #[must_use]
    pub(crate) fn limited(self, limit: i64) -> Self {
        Self { limit, page: 1, ..self }
    }

    /// With a panel open, or none.
    #[must_use]
    pub(crate) fn opening(self, entree: Option<i64>) -> Self {
        Self { entree, ..self }
    }
}

/// Whether a text has the form of a day that somebody means: a year that is being typed goes through 0002 and 0020.
pub(crate) fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let form =
        |(at, byte): (usize, &u8)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() };
    bytes.len() == 10 && matches!(bytes[0], b'1' | b'2') && bytes.iter().enumerate().all(form)
}

/// A workflow as the page names it: the service's own entries carry the type of the action that failed.
pub(crate) fn workflow_name(name: &str) -> &str {
    name.parse::<TypeAction>().map_or(name, |action| action.libelle())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_open_entries_are_asked_for_when_the_address_says_nothing() {
        let state = JournalState::parse("");
        assert_eq!(state.to_query().after(""), "");
        assert_eq!(state.to_api_query().after(""), "?resolu=false&page=1&limit=25");
        assert!(state.filters.is_empty());
        assert_eq!(JournalState::parse("resolu=false"), state);
    }

    #[test]
    fn all_entries_is_a_word_of_the_page_alone() {
        let state = JournalState::parse("resolu=tous");
        assert_eq!(state.to_query().after(""), "?resolu=tous");
        assert_eq!(state.filters.to_api_query().after(""), "");
        assert_eq!(JournalState::parse("resolu=true").filters.to_api_query().after(""), "?resolu=true");
    }

    #[test]
    fn an_address_survives_a_reload() {
        let address = "?severite=ERREUR&severite=CRITIQUE&workflow=Envoi%20du%20dossier&resolu=true&du=2026-01-05&au=2026-02-01&recherche=quota&page=3&limit=50&entree=12";
        assert_eq!(JournalState::parse(address).to_query().after(""), address);
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        let state =
            JournalState::parse("severite=GRAVE&workflow=&du=hier&au=0202-01-01&page=0&limit=7&entree=x");
        assert_eq!(state, JournalState::default());
    }

    #[test]
    fn each_choice_can_be_taken_back_alone() {
        let filters =
            JournalState::parse("severite=ERREUR&severite=INFO&workflow=A&resolu=tous&au=2026-02-01").filters;
        let chosen = filters.chosen();
        assert_eq!(chosen.len(), 5);
        let without = chosen.iter().fold(filters.clone(), |left, (filter, word)| left.without(*filter, word));
        assert!(without.is_empty());
        assert_eq!(filters.without(Filter::Severite, "INFO").severites.len(), 1);
    }

    #[test]
    fn other_filters_start_from_the_first_page_and_keep_the_entry() {
        let state = JournalState::parse("page=4&entree=7").filtered(Filters::default());
        assert_eq!((state.page, state.entree), (1, Some(7)));
    }

    #[test]
    fn a_period_may_be_reversed() {
        let reversed = |query: &str| JournalState::parse(query).filters.is_reversed();
        assert!(reversed("du=2026-02-02&au=2026-02-01"));
        assert!(!reversed("du=2026-02-01&au=2026-02-01"));
        assert!(!reversed("du=2026-02-02"));
    }

    #[test]
    fn an_entry_of_the_service_is_named_after_its_action() {
        assert_eq!(workflow_name("GENERER_DEVIS"), TypeAction::GenererDevis.libelle());
        assert_eq!(workflow_name("Relances du lundi"), "Relances du lundi");
    }
}
