//! `GET /api/candidats`.

use actix_web::{get, web};
use common::{Candidat, Liste, Pagination};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::candidats::CandidatFilters;
use crate::db::catalogue::FormationCode;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Page, ReadProspects, ValidQuery, non_empty, plain_text};
use crate::state::AppState;

/// Query parameters of the candidate list.
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
}

impl CandidatsQuery {
    async fn filters(self, conn: &AsyncPgConnection) -> ApiResult<CandidatFilters> {
        let search = match &self.recherche {
            Some(typed) => db::prospects::search(conn, typed).await?,
            None => None,
        };
        Ok(CandidatFilters::new(
            search,
            self.recherche.as_deref(),
            self.formation.into_iter().map(|code| code.0).collect(),
        ))
    }
}

/// Lists candidates: incomplete files first, then the newest.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "listCandidats",
    params(
        CandidatsQuery,
        Page,
    ),
    responses((status = 200, description = "A page of candidates", body = Liste<Candidat>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats")]
pub async fn list_candidats(
    _: AdminOrKey<ReadProspects>,
    ValidQuery(query): ValidQuery<CandidatsQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Candidat>>> {
    let conn = state.pool.get().await?;
    let filters = query.filters(&conn).await?;
    let (data, total) = futures_util::try_join!(
        db::candidats::list(&conn, &filters, page.offset(), page.limit),
        db::candidats::count(&conn, &filters),
    )?;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}
