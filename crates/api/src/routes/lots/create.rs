//! `POST /api/lots`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::auth::Utilisateur;
use common::lot::{Lot, MAX_LIGNES, NewLotRequest};
use common::{FieldCode, IdProspect};

use super::body::LotBody;
use crate::db;
use crate::db::prospects::Window;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, ValidJson};
use crate::lots::{Asked, rehearse_lot};
use crate::routes::selection::{Selection, check_size, known, shown};
use crate::state::AppState;

/// Rehearses a change of many prospects: each row gets a verdict, and nothing changes.
///
/// The rehearsal runs the code of the single operation for each prospect and rolls back, in the order of the
/// selection: rows of a conversion take the seats of the session in this order. 1 000 rows take a few seconds. The
/// prospects are either named (`ids`) or those that a list shows (`requete`), 1 to 5 000. The answer is the lot, which
/// waits for its launch for 4 hours, and is removed after a week without one; `listLignesLot` gives the verdict of each
/// row.
#[utoipa::path(
    tag = "Lots",
    operation_id = "createLot",
    request_body = NewLotRequest,
    responses((status = 201, description = "The rehearsed lot", body = Lot,
        headers(("Location" = String, description = "Where to follow the lot")))),
    security(("session" = [])),
)]
#[post("/api/lots")]
pub async fn create_lot(
    AdminUser(person): AdminUser,
    ValidJson(body): ValidJson<LotBody>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let change = body.change()?;
    let selection = Selection::of(body.ids, body.requete.as_deref())?;
    let (ids, requete) = match selection {
        Selection::Ids(ids) => (known(&state, ids).await?, None),
        Selection::Requete(requete) => (listed(&state, &person, &requete).await?, Some(requete)),
    };
    let asked = Asked { change: &change, ids: &ids, requete: requete.as_deref() };
    let id = rehearse_lot(&state, &person, asked).await?;
    let mut conn = state.pool.get().await?;
    let lot = db::lots::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Ce lot"))?;
    Ok(HttpResponse::Created().insert_header((LOCATION, format!("/api/lots/{id}"))).json(lot))
}

/// Finds the prospects that the list with this query string shows to the caller, in its order.
async fn listed(state: &AppState, person: &Utilisateur, requete: &str) -> ApiResult<Vec<IdProspect>> {
    let (filters, sort) = shown(state, person, requete).await?;
    let limit = i64::try_from(MAX_LIGNES).unwrap_or(i64::MAX) + 1;
    let conn = state.pool.get().await?;
    let ids = db::prospects::list_ids(&conn, &filters, sort, &Window::Offset(0), limit).await?;
    if ids.is_empty() {
        let message = "Aucun prospect ne correspond à ces filtres.";
        return Err(ApiError::field("requete", FieldCode::Longueur, message));
    }
    check_size("requete", ids.len())?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}
