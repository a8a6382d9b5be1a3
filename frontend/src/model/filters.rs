//! State of the prospects page in its URL: filters, sort, page, open prospect.

use std::str::FromStr;

use common::liste::DEFAULT_LIMIT;
use common::pages::PROSPECT_PARAMETER;
use common::relance::Responsable;
use common::{IdProspect, IdVue, ModeFinancement, Pagination, QuandRelance, Sort, SortKey, StatutProspect};

use super::choices::Choices;
use super::search;
use super::suivi::{self, Suivi};
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Filters of the list: OR inside a filter, AND between filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Chosen statuts; empty means all but `CANDIDAT`, which the server hides.
    pub(crate) statuts: Choices<StatutProspect>,
    /// Codes of requested formations.
    pub(crate) formations: Choices<String>,
    /// Funding modes.
    pub(crate) financements: Choices<ModeFinancement>,
    /// Owner, next touch, contacts, source and reason of the loss.
    pub(crate) suivi: Suivi,
    /// Text of the search.
    pub(crate) recherche: String,
}

/// The name of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Filter {
    /// `statut`.
    Statut,
    /// `formation`.
    Formation,
    /// `financement`.
    Financement,
    /// The filters of [`super::suivi`].
    Suivi,
    /// `recherche`.
    Recherche,
}

/// A section of the day's work, and whose prospects it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    /// The section.
    pub(crate) quand: QuandRelance,
    /// The owner of the prospects.
    pub(crate) pour: Responsable,
}

impl Default for Section {
    fn default() -> Self {
        Self { quand: QuandRelance::Retard, pour: Responsable::Moi }
    }
}

/// The state in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListState {
    /// Filters.
    pub(crate) filters: Filters,
    /// Order.
    pub(crate) tri: Sort,
    /// Page number, from 1.
    pub(crate) page: i64,
    /// Rows per page, one of [`common::liste::LIMITS`].
    pub(crate) limit: i64,
    /// The prospect with an open panel.
    pub(crate) prospect: Option<IdProspect>,
    /// Section, on the page of the day's work.
    pub(crate) section: Section,
    /// The saved view that was opened, whose filters may have changed since.
    pub(crate) vue: Option<OpenView>,
}

/// A saved view, in the version that was opened: `4.2` in the URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenView {
    /// The view.
    pub(crate) id: IdVue,
    /// Its version, from which a change starts.
    pub(crate) version: i32,
}

impl OpenView {
    fn parse(word: &str) -> Option<Self> {
        let (id, version) = word.split_once('.')?;
        Some(Self { id: id.parse().ok()?, version: version.parse().ok()? })
    }

    fn word(self) -> String {
        [self.id.to_string().as_str(), ".", &self.version.to_string()].concat()
    }
}

impl Filter {
    /// Returns the key in the URL and in the API.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Statut => "statut",
            Self::Formation => "formation",
            Self::Financement => "financement",
            Self::Suivi => "suivi",
            Self::Recherche => "recherche",
        }
    }

    /// Returns the French label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Statut => "Statut",
            Self::Formation => "Formation",
            Self::Financement => "Financement",
            Self::Suivi => "Suivi",
            Self::Recherche => "Recherche",
        }
    }
}

/// Returns the order after a click on a column. The first click sorts names from A, and counts and dates from the
/// largest; another click on that column reverses the order.
pub(crate) fn toggled(sort: Sort, key: SortKey) -> Sort {
    let starts_descending = !matches!(key, SortKey::Nom | SortKey::Statut);
    let descending = if sort.key == key { !sort.descending } else { starts_descending };
    Sort { key, descending }
}

/// Returns the value of `aria-sort` for a column; `None` when the list is sorted by another one.
pub(crate) fn aria_sort<K: PartialEq>(sort: Sort<K>, key: K) -> Option<&'static str> {
    (sort.key == key).then_some(if sort.descending { "descending" } else { "ascending" })
}

impl Filters {
    /// Returns true when there is no filter.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the number of active filters, without the search.
    pub(crate) fn active(&self) -> usize {
        let all = [Filter::Statut, Filter::Formation, Filter::Financement, Filter::Suivi];
        all.into_iter().filter(|filter| self.count(*filter) > 0).count()
    }

    /// Returns the number of choices in a filter.
    pub(crate) fn count(&self, filter: Filter) -> usize {
        match filter {
            Filter::Statut => self.statuts.len(),
            Filter::Formation => self.formations.len(),
            Filter::Financement => self.financements.len(),
            Filter::Suivi => self.suivi.len(),
            Filter::Recherche => usize::from(!self.recherche.is_empty()),
        }
    }

    /// Returns true when a choice, given by its code, is selected.
    pub(crate) fn contains(&self, filter: Filter, code: &str) -> bool {
        match filter {
            Filter::Statut => code.parse().is_ok_and(|statut| self.statuts.contains(&statut)),
            Filter::Formation => self.formations.iter().any(|known| known == code),
            Filter::Financement => code.parse().is_ok_and(|mode| self.financements.contains(&mode)),
            Filter::Suivi => self.suivi.contains(&code.to_owned()),
            Filter::Recherche => self.recherche == code,
        }
    }

    /// Selects or deselects a choice by its code; an unknown code changes nothing.
    #[must_use]
    pub(crate) fn toggled(mut self, filter: Filter, code: &str) -> Self {
        match filter {
            Filter::Statut => toggle(&mut self.statuts, code.parse().ok()),
            Filter::Formation => toggle(&mut self.formations, Some(code.to_owned())),
            Filter::Financement => toggle(&mut self.financements, code.parse().ok()),
            Filter::Suivi => suivi::toggle(&mut self.suivi, code),
            Filter::Recherche => self.recherche = search::clean(code),
        }
        self
    }

    /// Removes all choices of one filter.
    #[must_use]
    pub(crate) fn without(mut self, filter: Filter) -> Self {
        match filter {
            Filter::Statut => self.statuts.clear(),
            Filter::Formation => self.formations.clear(),
            Filter::Financement => self.financements.clear(),
            Filter::Suivi => self.suivi.clear(),
            Filter::Recherche => self.recherche.clear(),
        }
        self
    }

    /// Builds the query of these filters, of the URL and of a request, in a stable order.
    pub(crate) fn to_query(&self) -> QueryString {
        let mut query = QueryString::new();
        suivi::push(&self.suivi, &mut query);
        for statut in &self.statuts {
            query.push(Filter::Statut.key(), statut.as_str());
        }
        for code in &self.formations {
            query.push(Filter::Formation.key(), code);
        }
        for mode in &self.financements {
            query.push(Filter::Financement.key(), mode.as_str());
        }
        if !self.recherche.is_empty() {
            query.push(Filter::Recherche.key(), &self.recherche);
        }
        query
    }
}

fn toggle<T: Ord>(set: &mut Choices<T>, choice: Option<T>) {
    if let Some(choice) = choice
        && !set.remove(&choice)
    {
        set.insert(choice);
    }
}

impl Default for ListState {
    fn default() -> Self {
        Self {
            filters: Filters::default(),
            tri: Sort::default(),
            page: 1,
            limit: DEFAULT_LIMIT,
            prospect: None,
            section: Section::default(),
            vue: None,
        }
    }
}

impl UrlState for ListState {
    fn parse(address_query: &str) -> Self {
        let mut state = Self::default();
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "statut" => insert(&mut state.filters.statuts, &value),
                "financement" => insert(&mut state.filters.financements, &value),
                "formation" if is_code(&value) => state.filters.formations.insert(value),
                "recherche" => state.filters.recherche = search::clean(&value),
                "tri" => state.tri = value.parse().unwrap_or(state.tri),
                "page" => state.page = url_state::page(&value),
                "limit" => state.limit = url_state::limit(&value),
                "quand" => state.section.quand = value.parse().unwrap_or(state.section.quand),
                "pour" => state.section.pour = value.parse().unwrap_or(state.section.pour),
                "vue" => state.vue = OpenView::parse(&value),
                PROSPECT_PARAMETER => state.prospect = value.parse().ok(),
                key => {
                    suivi::read(&mut state.filters.suivi, key, &value);
                }
            }
        }
        state
    }

    fn to_query(&self) -> QueryString {
        let mut query = self.filters.to_query();
        if self.tri != Sort::default() {
            query.push("tri", &self.tri.to_string());
        }
        let (section, usual) = (self.section, Section::default());
        if section.quand != usual.quand {
            query.push("quand", section.quand.as_str());
        }
        if section.pour != usual.pour {
            query.push("pour", &section.pour.to_string());
        }
        url_state::push_page(&mut query, self.page, self.limit);
        if let Some(vue) = self.vue {
            query.push("vue", &vue.word());
        }
        if let Some(id) = &self.prospect {
            query.push(PROSPECT_PARAMETER, id.as_str());
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

impl ListState {
    /// Builds the query of the API's list, with defaults and without the open prospect.
    pub(crate) fn to_api_query(&self) -> QueryString {
        self.filters
            .to_query()
            .with("tri", &self.tri.to_string())
            .with("page", &self.page.to_string())
            .with("limit", &self.limit.to_string())
    }

    /// Returns the cursor that leads to this page from a neighbour of it.
    pub(crate) fn cursor_from(&self, neighbour: &Self, at: &Pagination) -> Option<String> {
        let cursor = match self.page - at.page {
            1 => &at.curseur_suivant,
            -1 => &at.curseur_precedent,
            _ => return None,
        };
        (neighbour.clone().at_page(self.page) == *self).then(|| cursor.clone())?
    }

    /// Builds the query of the API's list of touches.
    pub(crate) fn to_day_query(&self) -> QueryString {
        QueryString::new()
            .with("quand", self.section.quand.as_str())
            .with("responsable", &self.section.pour.to_string())
            .with("page", &self.page.to_string())
            .with("limit", &self.limit.to_string())
    }

    /// Goes to the first page of another section, without an open record.
    #[must_use]
    pub(crate) fn in_section(self, section: Section) -> Self {
        Self { section, page: 1, prospect: None, ..self }
    }

    /// Changes the filters and returns to the first page.
    #[must_use]
    pub(crate) fn filtered(self, filters: Filters) -> Self {
        Self { filters, page: 1, ..self }
    }

    /// Changes the order and returns to the first page.
    #[must_use]
    pub(crate) fn sorted(self, tri: Sort) -> Self {
        Self { tri, page: 1, ..self }
    }

    /// Changes the rows per page and returns to the first page.
    #[must_use]
    pub(crate) fn limited(self, limit: i64) -> Self {
        Self { limit, page: 1, ..self }
    }

    /// Opens or closes the panel.
    #[must_use]
    pub(crate) fn opening(self, prospect: Option<IdProspect>) -> Self {
        Self { prospect, ..self }
    }
}

fn insert<T: FromStr + Ord>(set: &mut Choices<T>, word: &str) {
    if let Ok(choice) = word.parse() {
        set.insert(choice);
    }
}

/// Returns true when a text has the form of a formation's code; only the server knows which codes exist.
fn is_code(word: &str) -> bool {
    (1..=40).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests;
