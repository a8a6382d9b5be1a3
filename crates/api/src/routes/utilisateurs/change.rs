//! `PATCH /api/utilisateurs/{idUtilisateur}`.

use actix_web::{patch, web};
use common::IdUtilisateur;
use common::compte::{ChangeUtilisateurRequest, Compte};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{Id, ValidJson, VerifiedAdmin};
use crate::state::AppState;
use crate::utilisateurs::change_account;

/// Changes the role of an account, deactivates or reactivates it.
///
/// A new role or a deactivation ends the account's sessions. The last account that can log in as ADMIN cannot lose
/// that right.
#[utoipa::path(
    tag = "Utilisateurs",
    operation_id = "changeUtilisateur",
    params(("idUtilisateur" = i64, Path, description = "The person")),
    request_body = ChangeUtilisateurRequest,
    responses(
        (status = 200, description = "The account", body = Compte),
    ),
    security(("session" = [])),
)]
#[patch("/api/utilisateurs/{idUtilisateur}")]
pub async fn change_utilisateur(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    Id(id): Id<IdUtilisateur>,
    ValidJson(request): ValidJson<ChangeUtilisateurRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Compte>> {
    Ok(web::Json(change_account(&state, &admin, &client, id, &request).await?))
}
