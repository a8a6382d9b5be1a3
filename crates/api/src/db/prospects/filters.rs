//! Turns the filters of the list into conditions on rows.

use chrono::{DateTime, Utc};
use common::{IdProspect, ModeFinancement, MotifPerte, Sort, SortKey, Source, StatutProspect};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::follower::Follower;
use super::search::Search;
use super::section::Section;
use crate::db::schema::prospects;

/// Filters of the prospect list: OR inside a filter, AND between filters. An empty filter keeps all.
#[derive(Debug, Clone, Default)]
pub struct ProspectFilters {
    /// Keeps these statuts; empty keeps all but candidates.
    pub statut: Vec<StatutProspect>,
    /// Keeps these codes of the requested formation.
    pub formation: Vec<String>,
    /// Keeps these funding modes.
    pub financement: Vec<ModeFinancement>,
    /// The text search.
    pub search: Option<Search>,
    /// Keeps the prospects of this owner.
    pub owner: Option<Follower>,
    /// Keeps these sources.
    pub source: Vec<Source>,
    /// Keeps these reasons of the loss.
    pub motif: Vec<MotifPerte>,
    /// Keeps a section of the day's work.
    pub section: Option<Section>,
    /// Keeps prospects whose last contact is at this instant or later.
    pub contact_from: Option<DateTime<Utc>>,
    /// Keeps prospects whose last contact is before this instant.
    pub contact_before: Option<DateTime<Utc>>,
    /// Keeps prospects whose last email is ours and whose last contact is before this instant.
    pub unanswered_before: Option<DateTime<Utc>>,
    /// Keeps these prospects.
    pub only: Option<Vec<IdProspect>>,
}

/// A filter whose choices are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Statut,
    Formation,
    Financement,
}

impl Facet {
    pub(super) const ALL: [Self; 3] = [Self::Statut, Self::Formation, Self::Financement];
}

/// Compares a column with one value or several. One value becomes an equality, because only that lets an index on
/// (column, sort key) return rows in order.
macro_rules! keep {
    ($query:expr, $column:expr, $values:expr) => {
        match $values.as_slice() {
            [] => $query,
            [only] => $query.filter($column.eq(AsRef::<str>::as_ref(only))),
            several => {
                $query.filter($column.eq_any(several.iter().map(AsRef::<str>::as_ref).collect::<Vec<_>>()))
            }
        }
    };
}

pub(in crate::db) use keep;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Returns the place of a statut in the process of the school, by which the list is sorted.
    fn rang_statut_prospect(statut: Text) -> SmallInt;
}

pub(super) type Rows<'a> = prospects::BoxedQuery<'a, Pg>;

impl ProspectFilters {
    /// Keeps these prospects, whatever their statut.
    pub fn only(ids: Vec<IdProspect>) -> Self {
        Self { statut: StatutProspect::ALL.to_vec(), only: Some(ids), ..Self::default() }
    }

    /// Removes the filter of this facet, so that its choices can be counted.
    pub(super) fn without(&self, facet: Facet) -> Self {
        let mut others = self.clone();
        match facet {
            // Every statut is a choice, including CANDIDAT.
            Facet::Statut => others.statut = StatutProspect::ALL.to_vec(),
            Facet::Formation => others.formation.clear(),
            Facet::Financement => others.financement.clear(),
        }
        others
    }

    /// Returns true when the best plan depends on the values, so that a generic plan would be wrong for some of them.
    pub(super) fn needs_own_plan(&self) -> bool {
        self.search.is_some()
            || self.counts_rows()
            || [self.statut.len(), self.formation.len(), self.financement.len()].iter().any(|n| *n > 1)
    }

    /// Returns true when one index has the filters before the key of `sort`: a generic plan of a page is then right for
    /// all values. Otherwise it would walk the whole order for a value that few rows have.
    pub(super) fn has_index(&self, sort: Sort) -> bool {
        let chosen = [!self.statut.is_empty(), !self.formation.is_empty(), !self.financement.is_empty()];
        let is_by_contact = sort.key == SortKey::DernierContact;
        match chosen {
            [false, false, false] => true,
            [true, false, false] | [true, true, true] => is_by_contact,
            _ => false,
        }
    }

    /// Returns true when one plan of a page in the order of `sort` is right for all values.
    pub fn has_one_plan(&self, sort: Sort) -> bool {
        self.has_index(sort) && !self.needs_own_plan()
    }

    /// Returns true when the maintained counts do not know a filter, so that the rows are counted.
    pub(super) fn counts_rows(&self) -> bool {
        let Self {
            owner, source, motif, section, contact_from, contact_before, unanswered_before, only, ..
        } = self;
        owner.is_some()
            || only.is_some()
            || !source.is_empty()
            || !motif.is_empty()
            || section.is_some()
            || [contact_from, contact_before, unanswered_before].iter().any(|at| at.is_some())
    }

    /// Selects the rows that match.
    pub(in crate::db) fn rows(&self) -> Rows<'_> {
        self.keep_found(self.unsearched_rows())
    }

    /// Keeps the rows that the search finds.
    fn keep_found<'a>(&'a self, query: Rows<'a>) -> Rows<'a> {
        match &self.search {
            None => query,
            Some(search) => search.keep(query),
        }
    }

    /// Selects the rows that match, to be read in any order.
    pub(super) fn unordered_rows(&self) -> Rows<'_> {
        match &self.search {
            None => self.unsearched_rows(),
            Some(search) => search.keep_by_parts(self.unsearched_rows()),
        }
    }

    /// Selects the rows that match all filters but the text of the search.
    fn unsearched_rows(&self) -> Rows<'_> {
        let query = prospects::table.into_boxed();
        self.keep_any_statut(if self.statut.is_empty() {
            query.filter(prospects::visible)
        } else if self.is_every_statut() {
            query
        } else {
            keep!(query, prospects::statut_prospect, self.statut)
        })
    }

    /// Keeps the rows that match all filters but the statut and the text of the search.
    fn keep_any_statut<'a>(&'a self, mut query: Rows<'a>) -> Rows<'a> {
        query = keep!(query, prospects::formation_souhaitee, self.formation);
        query = keep!(query, prospects::mode_financement, self.financement);
        query = self.keep_followed(query);
        if self.search.is_some() {
            // Anonymised rows hold a placeholder name: exclude them from searches.
            query = query.filter(prospects::date_anonymisation.is_null());
        }
        query
    }

    /// Keeps the rows that match the filters by owner, source, reason of the loss, next touch and contacts.
    fn keep_followed<'a>(&'a self, mut query: Rows<'a>) -> Rows<'a> {
        query = keep!(query, prospects::source, self.source);
        query = keep!(query, prospects::motif_perte, self.motif);
        if let Some(ids) = &self.only {
            query = query.filter(prospects::id_prospect.eq_any(ids.iter().map(IdProspect::as_str)));
        }
        if let Some(owner) = &self.owner {
            query = owner.keep(query);
        }
        if let Some(section) = &self.section {
            query = section.keep(query);
        }
        if let Some(from) = self.contact_from {
            query = query.filter(prospects::date_dernier_contact.ge(from));
        }
        if let Some(before) = self.contact_before {
            query = query.filter(prospects::date_dernier_contact.lt(before));
        }
        match self.unanswered_before {
            None => query,
            Some(before) => {
                let (received, sent) = (prospects::date_dernier_entrant, prospects::date_dernier_sortant);
                let query =
                    query.filter(prospects::date_dernier_contact.lt(before)).filter(sent.is_not_null());
                query.filter(received.is_null().or(received.lt(sent)))
            }
        }
    }

    /// Selects the identifiers of the rows that match, as a sub-query.
    pub(in crate::db) fn ids(&self) -> prospects::BoxedQuery<'_, Pg, Text> {
        self.rows().select(prospects::id_prospect)
    }

    /// Selects the rows that match, to be read in the order of `sort`. The sort indexes cover visible rows only, so a
    /// filter on visible statuts adds `visible`, unless the index of its single statut already has the order.
    pub(super) fn sorted_rows(&self, sort: Sort) -> Rows<'_> {
        if let (SortKey::Statut, [only]) = (sort.key, self.statut.as_slice())
            && *only != StatutProspect::Candidat
        {
            // By the rank of the statut, the index has these rows next to each other.
            let rank = rang_statut_prospect(only.as_str());
            let query = prospects::table.filter(prospects::visible).filter(prospects::rang_statut.eq(rank));
            return self.keep_found(self.keep_any_statut(query.into_boxed()));
        }
        let query = self.rows();
        let own_index = self.statut.len() == 1 && sort.key == SortKey::DernierContact;
        if self.statut.is_empty() || own_index || self.statut.contains(&StatutProspect::Candidat) {
            query
        } else {
            query.filter(prospects::visible)
        }
    }

    /// Returns true when no statut is excluded.
    pub(super) fn is_every_statut(&self) -> bool {
        StatutProspect::ALL.iter().all(|statut| self.statut.contains(statut))
    }
}
