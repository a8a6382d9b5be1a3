//! State of the error journal's page in its URL (filters, page, open entry), and wording of entries.

use std::collections::BTreeSet;

use common::liste::DEFAULT_LIMIT;
use common::pages::ENTREE_PARAMETER;
use common::{Severite, TypeAction};

use super::day::is_day;
use super::search;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// The filter on resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Etat {
    /// Unresolved entries; the default.
    #[default]
    Ouvertes,
    /// Resolved entries.
    Resolues,
    /// All entries.
    Toutes,
}

impl Etat {
    /// All values, in display order.
    pub(crate) const ALL: [Self; 3] = [Self::Ouvertes, Self::Resolues, Self::Toutes];

    /// Returns the value of `resolu` in the page's URL; empty for the default.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Ouvertes => "",
            Self::Resolues => "true",
            Self::Toutes => "tous",
        }
    }

    /// Returns the French label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Ouvertes => "Non résolues",
            Self::Resolues => "Résolues",
            Self::Toutes => "Toutes",
        }
    }

    /// Parses the value; unknown values fall back to the default.
    pub(crate) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|etat| etat.word() == word).unwrap_or_default()
    }

    /// Returns the value of `resolu` for the API; `None` means all.
    const fn api_word(self) -> Option<&'static str> {
        match self {
            Self::Ouvertes => Some("false"),
            Self::Resolues => Some("true"),
            Self::Toutes => None,
        }
    }
}

/// The name of a filter.
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

/// Filters of the list: OR inside a filter, AND between filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Severities.
    pub(crate) severites: BTreeSet<Severite>,
    /// Names of workflows.
    pub(crate) workflows: BTreeSet<String>,
    /// Filter on resolution.
    pub(crate) etat: Etat,
    /// First day, `YYYY-MM-DD`, or empty.
    pub(crate) du: String,
    /// Last day, inclusive, or empty.
    pub(crate) au: String,
    /// Text of the search.
    pub(crate) recherche: String,
}

impl Filters {
    /// Returns true when all filters have their default.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the number of active filters, without the search.
    pub(crate) fn active(&self) -> usize {
        let period = !self.du.is_empty() || !self.au.is_empty();
        let all =
            [!self.severites.is_empty(), !self.workflows.is_empty(), self.etat != Etat::default(), period];
        all.into_iter().filter(|active| *active).count()
    }

    /// Lists the selected choices, each with its value in the URL.
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

    /// Removes one choice.
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

    /// Builds the API query of the list and of the export.
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

/// The state in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JournalState {
    /// Filters.
    pub(crate) filters: Filters,
    /// Page number, from 1.
    pub(crate) page: i64,
    /// Rows per page.
    pub(crate) limit: i64,
    /// The entry with an open panel.
    pub(crate) entree: Option<i64>,
}

impl Default for JournalState {
    fn default() -> Self {
        Self { filters: Filters::default(), page: 1, limit: DEFAULT_LIMIT, entree: None }
    }
}

impl UrlState for JournalState {
    fn parse(address_query: &str) -> Self {
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
                "page" => state.page = url_state::page(&value),
                "limit" => state.limit = url_state::limit(&value),
                ENTREE_PARAMETER => state.entree = value.parse().ok(),
                _ => {}
            }
        }
        state
    }

    fn to_query(&self) -> QueryString {
        let mut query = self.filters.query(Some(self.filters.etat.word()));
        url_state::push_page(&mut query, self.page, self.limit);
        if let Some(id) = self.entree {
            query.push(ENTREE_PARAMETER, &id.to_string());
        }
        query
    }

    fn page(&self) -> i64 {
        self.page
    }

    fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

impl JournalState {
    /// Builds the query of the API's list, without the open entry.
    pub(crate) fn to_api_query(&self) -> QueryString {
        self.filters
            .to_api_query()
            .with("page", &self.page.to_string())
            .with("limit", &self.limit.to_string())
    }

    /// Changes the filters and returns to the first page.
    #[must_use]
    pub(crate) fn filtered(self, filters: Filters) -> Self {
        Self { filters, page: 1, ..self }
    }

    /// Changes the rows per page and returns to the first page.
    #[must_use]
    pub(crate) fn limited(self, limit: i64) -> Self {
        Self { limit, page: 1, ..self }
    }

    /// Opens or closes the panel.
    #[must_use]
    pub(crate) fn opening(self, entree: Option<i64>) -> Self {
        Self { entree, ..self }
    }
}

/// Returns the display name of a workflow; the service's own entries hold the type of the failed action.
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
    fn a_period_is_one_filter_and_the_search_is_none() {
        let active = |query: &str| JournalState::parse(query).filters.active();
        assert_eq!(active("recherche=quota"), 0);
        assert_eq!(active("du=2026-02-01&au=2026-02-02"), 1);
        assert_eq!(active("severite=ERREUR&severite=INFO&workflow=a&resolu=true&au=2026-02-02"), 4);
    }

    #[test]
    fn an_entry_of_the_service_is_named_after_its_action() {
        assert_eq!(workflow_name("GENERER_DEVIS"), TypeAction::GenererDevis.libelle());
        assert_eq!(workflow_name("Relances du lundi"), "Relances du lundi");
    }
}
