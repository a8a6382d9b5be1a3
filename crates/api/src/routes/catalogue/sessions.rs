//! `GET /api/sessions`.

use actix_web::{get, web};
use common::StatutSession;
use common::catalogue::SessionFormation;
use common::liste::Donnees;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::clock::Clock;
use crate::db;
use crate::db::catalogue::{FormationCode, SessionFilters};
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, ReadCatalogue, ValidQuery, empty_as_none, non_empty};
use crate::state::AppState;

/// Query parameters of the session list.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SessionsQuery {
    /// Keeps the sessions of the formation with this identifier.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>)]
    id_formation: Option<i64>,
    /// Keeps the sessions of the formation with this code.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, pattern = "^[A-Z0-9_]{1,40}$", example = "CAP_BJ")]
    formation: Option<FormationCode>,
    /// Keeps the sessions in one of these states.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<StatutSession>>)]
    statut_session: Vec<StatutSession>,
    /// `true` keeps sessions that start today or later, `false` those that have started.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<bool>)]
    a_venir: Option<bool>,
}

impl SessionsQuery {
    fn filters(self, clock: &Clock) -> SessionFilters {
        let today = clock.today();
        SessionFilters {
            id_formation: self.id_formation,
            formation: self.formation.map(|code| code.0),
            statut_session: self.statut_session,
            from: (self.a_venir == Some(true)).then_some(today),
            before: (self.a_venir == Some(false)).then_some(today),
            active: false,
        }
    }
}

/// Lists sessions by first day, each with the seats left.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "listSessions",
    params(SessionsQuery),
    responses((status = 200, description = "Sessions", body = Donnees<SessionFormation>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/sessions")]
pub async fn list_sessions(
    _: AdminOrKey<ReadCatalogue>,
    ValidQuery(query): ValidQuery<SessionsQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<SessionFormation>>> {
    let filters = query.filters(&state.clock);
    let mut conn = state.pool.get().await?;
    let data = db::catalogue::list_sessions(&mut conn, &filters, state.clock.today()).await?;
    Ok(web::Json(Donnees { data }))
}
