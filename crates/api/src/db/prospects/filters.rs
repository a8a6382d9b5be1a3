//! The filters of the list, as conditions on rows and on the maintained counts.

use common::{ModeFinancement, Sort, SortKey, StatutProspect};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::counts::Facet;
use super::search::Search;
use crate::db::schema::{prospects, prospects_effectifs};

/// Which prospects: OR inside a filter, AND between filters; an empty one lets all through.
#[derive(Debug, Clone, Default)]
pub struct ProspectFilters {
    /// Where they stand; when empty, candidates are hidden.
    pub statut: Vec<StatutProspect>,
    /// Codes of the formation wished for.
    pub formation: Vec<String>,
    /// Who pays.
    pub financement: Vec<ModeFinancement>,
    /// What is looked for.
    pub search: Option<Search>,
}

/// A column equal to the one value, or to one of several. One value stands as an equality, because only that lets an
/// index on (column, sort key) give rows in order.
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

type Rows<'a> = prospects::BoxedQuery<'a, Pg>;
type Counts<'a> = prospects_effectifs::BoxedQuery<'a, Pg>;

impl ProspectFilters {
    /// Without the facet's own filter: what its choices are counted over.
    pub(super) fn without(&self, facet: Facet) -> Self {
        let mut others = self.clone();
        match facet {
            // Every statut is a choice, CANDIDAT too.
            Facet::Statut => others.statut = StatutProspect::ALL.to_vec(),
            Facet::Formation => others.formation.clear(),
            Facet::Financement => others.financement.clear(),
        }
        others
    }

    /// Whether the best plan hangs on the values: a plan made once for all values would be wrong for some.
    pub(super) fn needs_own_plan(&self) -> bool {
        self.search.is_some()
            || [self.statut.len(), self.formation.len(), self.financement.len()].iter().any(|n| *n > 1)
    }

    /// The rows that match.
    pub(in crate::db) fn rows(&self) -> Rows<'_> {
        let mut query = prospects::table.into_boxed();
        query = if self.statut.is_empty() {
            query.filter(prospects::visible)
        } else if self.is_every_statut() {
            query
        } else {
            keep!(query, prospects::statut_prospect, self.statut)
        };
        query = keep!(query, prospects::formation_souhaitee, self.formation);
        query = keep!(query, prospects::mode_financement, self.financement);
        if self.search.is_some() {
            // What stands in place of a name is nobody's.
            query = query.filter(prospects::date_anonymisation.is_null());
        }
        match &self.search {
            None => query,
            Some(Search::Anywhere(patterns)) => patterns.iter().fold(query, |query, pattern| {
                query.filter(prospects::recherche_document.like(pattern.as_str()))
            }),
            Some(Search::Beginning(patterns)) => patterns.iter().fold(query, |query, pattern| {
                let nom = prospects::nom_normalise.like(pattern.as_str());
                query.filter(nom.or(prospects::prenom_normalise.like(pattern.as_str())))
            }),
        }
    }

    /// The identifiers of the rows that match, as a sub-query.
    pub(in crate::db) fn ids(&self) -> prospects::BoxedQuery<'_, Pg, Text> {
        self.rows().select(prospects::id_prospect)
    }

    /// The rows that match, for reading in the order of `sort`. The indexes of sorts cover visible rows alone; asked
    /// statuts that are visible anyway say so, unless the index of the one statut already has the order.
    pub(super) fn sorted_rows(&self, sort: Sort) -> Rows<'_> {
        let query = self.rows();
        let own_index = self.statut.len() == 1 && sort.key == SortKey::DernierContact;
        if self.statut.is_empty() || own_index || self.statut.contains(&StatutProspect::Candidat) {
            query
        } else {
            query.filter(prospects::visible)
        }
    }

    /// The maintained counts of the rows that match, the search left aside.
    pub(super) fn counts(&self) -> Counts<'_> {
        let mut query = prospects_effectifs::table.into_boxed();
        query = if self.statut.is_empty() {
            query.filter(prospects_effectifs::statut_prospect.ne(StatutProspect::Candidat.as_str()))
        } else {
            keep!(query, prospects_effectifs::statut_prospect, self.statut)
        };
        query = keep!(query, prospects_effectifs::formation_souhaitee, self.formation);
        keep!(query, prospects_effectifs::mode_financement, self.financement)
    }

    /// Whether rows with these codes match, the search left aside.
    pub(super) fn keep(&self, statut: &str, formation: Option<&str>, financement: Option<&str>) -> bool {
        let statut_kept = if self.statut.is_empty() {
            statut != StatutProspect::Candidat.as_str()
        } else {
            self.statut.iter().any(|asked| asked.as_str() == statut)
        };
        statut_kept
            && (self.formation.is_empty()
                || self.formation.iter().any(|asked| Some(asked.as_str()) == formation))
            && (self.financement.is_empty()
                || self.financement.iter().any(|asked| Some(asked.as_str()) == financement))
    }

    fn is_every_statut(&self) -> bool {
        StatutProspect::ALL.iter().all(|statut| self.statut.contains(statut))
    }
}
