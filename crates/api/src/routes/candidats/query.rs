//! Filter and order parameters of candidates, shared by list and export.

use common::{CandidatSortKey, IdSession, Sort, StatutDossier};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::candidats::{CandidatFilters, CandidatSearch};
use crate::db::catalogue::FormationCode;
use crate::db::pieces_candidat::PieceCode;
use crate::error::ApiResult;
use crate::extract::{empty_as_none, non_empty, plain_text};

/// Filters of candidates: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatsQuery {
    /// Words of the name, email, telephone, city or file number, in any order.
    #[serde(default, deserialize_with = "plain_text")]
    recherche: Option<String>,
    /// Codes of the chosen formation.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>, example = json!(["CAP_BJ"]))]
    formation: Vec<FormationCode>,
    /// Sessions in which the candidates have a seat.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<i64>>)]
    session: Vec<IdSession>,
    /// States of the file.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<StatutDossier>>)]
    dossier: Vec<StatutDossier>,
    /// Codes of mandatory pieces that are neither received nor dispensed.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>)]
    manque: Vec<PieceCode>,
}

impl CandidatsQuery {
    /// Builds the filters; the database normalises the search.
    pub(super) async fn filters(&self, conn: &AsyncPgConnection) -> ApiResult<CandidatFilters> {
        let search = match &self.recherche {
            Some(typed) => {
                db::prospects::search(conn, typed).await?.map(|search| CandidatSearch::new(search, typed))
            }
            None => None,
        };
        Ok(CandidatFilters {
            search,
            formation: self.formation.iter().map(|code| code.0.clone()).collect(),
            session: self.session.clone(),
            dossier: self.dossier.clone(),
            manque: self.manque.iter().map(|code| code.0.clone()).collect(),
        })
    }
}

/// Query parameter of the order.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatsOrder {
    /// `dateConversion` or `piecesManquantes`; a leading `-` means descending. In the order of `-dateConversion`,
    /// partial conversions come first.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, default = json!(Sort::<CandidatSortKey>::default().to_string()))]
    pub(super) tri: Option<Sort<CandidatSortKey>>,
}
