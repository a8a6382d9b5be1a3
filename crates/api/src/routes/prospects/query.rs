//! Filter and order parameters of prospects, shared by list, counts and export.

use common::{ModeFinancement, Sort, StatutProspect};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::catalogue::FormationCode;
use crate::db::prospects::ProspectFilters;
use crate::error::ApiResult;
use crate::extract::{empty_as_none, non_empty, plain_text};

/// Filters of prospects: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FilterQuery {
    /// Statuts of the prospects. Without it, those with `CANDIDAT` are excluded.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<StatutProspect>>)]
    statut: Vec<StatutProspect>,
    /// Codes of the requested formation.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>, example = json!(["CAP_BJ"]))]
    formation: Vec<FormationCode>,
    /// Funding modes.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<ModeFinancement>>)]
    financement: Vec<ModeFinancement>,
    /// Words of the name, email, telephone or city, in any order; case and accents are ignored. One or two characters
    /// match the beginning of nom and prénom.
    #[serde(default, deserialize_with = "plain_text")]
    recherche: Option<String>,
}

impl FilterQuery {
    /// Builds the filters; the database normalises the search.
    pub async fn filters(self, conn: &AsyncPgConnection) -> ApiResult<ProspectFilters> {
        let search = match &self.recherche {
            Some(typed) => db::prospects::search(conn, typed).await?,
            None => None,
        };
        Ok(ProspectFilters {
            statut: self.statut,
            formation: self.formation.into_iter().map(|code| code.0).collect(),
            financement: self.financement,
            search,
        })
    }
}

/// Query parameters of the order and of the position in it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// `dateDernierContact`, `datePremierContact`, `nom`, `nbEchanges` or `statut`; a leading `-` means descending.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, default = json!(Sort::<common::SortKey>::default().to_string()))]
    pub(super) tri: Option<Sort>,
    /// `curseurSuivant` or `curseurPrecedent` of a page with these filters and this `tri`; it replaces `page`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(max_length = 8000, pattern = "^[0-9a-f]*$")]
    pub(super) curseur: Option<String>,
}

/// In which order a file lists them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportOrderQuery {
    /// As in the list: `-dateDernierContact` without it
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>)]
    pub(super) tri: Option<Sort>,
}
