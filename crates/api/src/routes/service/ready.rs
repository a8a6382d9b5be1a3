//! `GET /sante/pret`.

use std::time::Duration;

use actix_web::{get, web};
use serde::Serialize;

use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::lifecycle::Shutdown;
use crate::state::AppState;

/// Maximum time of a check: supervisors ask often and need a quick response, even from a slow database.
const LIMIT: Duration = Duration::from_secs(3);

/// The conditions for serving requests.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part that is well or not")]
pub struct Pret {
    /// True when all conditions below are met.
    #[serde(rename = "pret")]
    ready: bool,
    /// True when the database responds.
    base: bool,
    /// True when the database accepts writes; an unpromoted standby does not.
    ecriture: bool,
    /// True when every migration is applied.
    migrations: bool,
    /// True when the dispatcher runs: not before the database is available, nor during shutdown.
    dispatcher: bool,
}

/// Tells if the service can serve requests: database, its writability, migrations, dispatcher.
#[utoipa::path(
    tag = "Sante",
    operation_id = "checkReady",
    responses(
        (status = 200, description = "Ready", body = Pret),
    ),
)]
#[get("/sante/pret")]
pub async fn check_ready(
    state: web::Data<AppState>,
    stopped: web::Data<Shutdown>,
) -> ApiResult<web::Json<Pret>> {
    let found = tokio::time::timeout(LIMIT, async {
        let mut conn = state.probe.get().await.ok()?;
        let lacking = db::migrations::count_lacking(&mut conn).await.ok()?;
        Some((lacking, db::session::is_writable(&mut conn).await.ok()?))
    });
    let found = found.await.ok().flatten();
    let base = found.is_some();
    let migrations = found.is_some_and(|(lacking, _)| lacking == 0);
    let ecriture = found.is_some_and(|(_, is_writable)| is_writable);
    let dispatcher = state.gate.is_open() && !*stopped.borrow() && !state.pulses.dispatcher.is_late();
    let ready = base && ecriture && migrations && dispatcher;
    let found = Pret { ready, base, ecriture, migrations, dispatcher };
    if ready {
        return Ok(web::Json(found));
    }
    let error = ApiError::new(
        ErrorCode::ServiceIndisponible,
        ("Le service n’est pas prêt.", "The service is not ready."),
    )
    .retry_after(2);
    Err(error.with(found))
}
