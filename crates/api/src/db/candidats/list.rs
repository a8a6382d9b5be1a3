//! Reads a page of the list of candidates: first the identifiers, from indexes alone where possible, then the rows.

use std::collections::HashMap;

use common::{Candidat, CandidatSortKey, IdCandidat, IdSession, Sort, StatutDossier, StatutProspect};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{FullRow, joined};
use crate::db::RowId;
use crate::db::like::{anywhere, beginning};
use crate::db::prospects::{First, ProspectFilters, Search, keep};
use crate::db::schema::{candidats, pieces_candidat};

pub(in crate::db) type Rows<'a> = candidats::BoxedQuery<'a, Pg>;

/// A text search among candidates.
#[derive(Debug, Clone)]
pub struct CandidatSearch {
    /// Filters on the prospect of the candidate.
    found: ProspectFilters,
    /// LIKE pattern on the file number.
    numero: Option<String>,
}

impl CandidatSearch {
    /// Builds the search: `search` matches the prospect's text, and the raw text `typed` also a file number.
    pub fn new(search: Search, typed: &str) -> Self {
        // A file number holds no space, so several words cannot match one.
        let word = Some(typed).filter(|typed| !typed.contains(char::is_whitespace));
        let numero = match &search {
            Search::Anywhere(_) => word.map(anywhere),
            Search::Beginning(_) => word.map(beginning),
        };
        let statut = vec![StatutProspect::Candidat];
        let found = ProspectFilters { statut, search: Some(search), ..ProspectFilters::default() };
        Self { found, numero }
    }
}

/// Filters of the candidate list: OR inside a filter, AND between filters. An empty filter keeps all.
#[derive(Debug, Clone, Default)]
pub struct CandidatFilters {
    /// Keeps what the search finds.
    pub search: Option<CandidatSearch>,
    /// Keeps these codes of the chosen formation.
    pub formation: Vec<String>,
    /// Keeps the candidates of these sessions.
    pub session: Vec<IdSession>,
    /// Keeps these states of the file.
    pub dossier: Vec<StatutDossier>,
    /// Keeps the candidates who lack one of these pieces, by code.
    pub manque: Vec<String>,
}

impl CandidatFilters {
    /// Returns true when there is a filter: the best plan then depends on its values.
    fn needs_own_plan(&self) -> bool {
        let chosen = [self.formation.len(), self.session.len(), self.dossier.len(), self.manque.len()];
        self.search.is_some() || chosen.iter().any(|choices| *choices > 0)
    }

    /// Selects the rows that match. The query has no join: conditions on joined tables would read every prospect.
    pub(in crate::db) fn rows(&self) -> Rows<'_> {
        let mut query = candidats::table.into_boxed();
        query = keep!(query, candidats::formation_retenue, self.formation);
        query = keep!(query, candidats::statut_dossier, self.dossier);
        if !self.session.is_empty() {
            query = query.filter(candidats::id_session.eq_any(self.session.iter().copied().map(RowId)));
        }
        if !self.manque.is_empty() {
            let missing = pieces_candidat::table.filter(pieces_candidat::manquante).into_boxed();
            let missing = keep!(missing, pieces_candidat::code, self.manque);
            query = query.filter(candidats::id_candidat.eq_any(missing.select(pieces_candidat::id_candidat)));
        }
        let Some(CandidatSearch { found, numero }) = &self.search else { return query };
        let found_by_contact = candidats::id_prospect.eq_any(found.ids());
        match numero {
            Some(numero) => {
                query.filter(found_by_contact.or(candidats::numero_dossier.ilike(numero.as_str())))
            }
            None => query.filter(found_by_contact),
        }
    }
}

/// Orders a query. The order by conversion puts partial conversions together, because somebody must finish them: first
/// when it is descending.
pub(super) fn ordered(query: Rows<'_>, sort: Sort<CandidatSortKey>) -> Rows<'_> {
    use candidats::{date_conversion, id_candidat, partielle, pieces_manquantes};
    match (sort.key, sort.descending) {
        (CandidatSortKey::Conversion, true) => {
            query.order((partielle.desc(), date_conversion.desc(), id_candidat.desc()))
        }
        (CandidatSortKey::Conversion, false) => query.order((partielle, date_conversion, id_candidat)),
        (CandidatSortKey::Manquantes, true) => {
            query.order((pieces_manquantes.desc(), date_conversion.desc(), id_candidat.desc()))
        }
        (CandidatSortKey::Manquantes, false) => {
            query.order((pieces_manquantes, date_conversion, id_candidat))
        }
    }
}

/// Lists a page of candidates in the order of `sort`.
pub async fn list(
    conn: &AsyncPgConnection,
    filters: &CandidatFilters,
    sort: Sort<CandidatSortKey>,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Candidat>> {
    let query = ordered(filters.rows(), sort).select(candidats::id_candidat);
    let page = First { query, limit, offset, own_plan: filters.needs_own_plan() };
    let ids: Vec<RowId<IdCandidat>> = page.load(&mut &*conn).await?;
    let rows: Vec<FullRow> = joined()
        .filter(candidats::id_candidat.eq_any(&ids))
        .select(FullRow::as_select())
        .load(&mut &*conn)
        .await?;
    let mut by_id: HashMap<i64, Candidat> =
        rows.into_iter().map(|row| (row.id_candidat.0.into(), row.into())).collect();
    Ok(ids.into_iter().filter_map(|RowId(id)| by_id.remove(&id.into())).collect())
}

/// Counts the candidates that match.
pub async fn count(conn: &AsyncPgConnection, filters: &CandidatFilters) -> QueryResult<i64> {
    filters.rows().count().get_result(&mut &*conn).await
}
