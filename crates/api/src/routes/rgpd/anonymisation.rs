//! `POST /api/rgpd/anonymisation`.

use actix_web::{post, web};
use common::liste::Donnees;
use common::rgpd::{Anonymisation, AnonymiseRequest};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, VerifiedAdmin};
use crate::rgpd;
use crate::state::AppState;

/// Erases irreversibly all data that identifies these people, and returns the result for each.
///
/// Statut, formation, financement, source, number of exchanges and months of contact stay, so that counts remain
/// correct. It is refused while an action runs, for a candidate except on their own request (`DEMANDE`), and, as
/// `RETENTION`, before the end of the retention period. `OPPOSITION` also adds addresses and numbers to the
/// opposition list.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "anonymise",
    request_body = AnonymiseRequest,
    responses((status = 200, description = "What became of each, in the order asked", body = Donnees<Anonymisation>)),
    security(("session" = [])),
)]
#[post("/api/rgpd/anonymisation")]
pub async fn anonymise(
    VerifiedAdmin(person): VerifiedAdmin,
    client: Client,
    ValidJson(request): ValidJson<AnonymiseRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Anonymisation>>> {
    Ok(web::Json(Donnees { data: rgpd::anonymise(&state, &person, &client, &request).await? }))
}
