//! Starts the action of a button: request, `Idempotency-Key` and 202 response.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use common::auth::Utilisateur;
use common::{Action, IdProspect};
use serde::Serialize;

use super::IdempotencyKey;
use crate::actions::{ActionParameters, StartRequest, grace, start_action};
use crate::error::ApiResult;
use crate::state::AppState;

/// Starts an action of a prospect; `asked` is the body of the request, with its `delaiAnnulationS`.
pub async fn start<A: Serialize + Clone + Into<ActionParameters>>(
    state: &AppState,
    demandeur: Utilisateur,
    id_prospect: IdProspect,
    key: IdempotencyKey,
    (asked, delai_annulation_s): (&A, Option<u32>),
) -> ApiResult<HttpResponse> {
    let parameters: ActionParameters = asked.clone().into();
    let idempotency = key.with(&(parameters.type_action(), &id_prospect, asked))?;
    let delai = grace(delai_annulation_s);
    let request = StartRequest { id_prospect, demandeur, parameters, relance_de: None, delai, idempotency };
    Ok(accepted(&start_action(state, request).await?))
}

/// Builds the 202 response; `Location` points to the action.
pub fn accepted(action: &Action) -> HttpResponse {
    let location = format!("/api/actions/{}", action.id_conversion);
    HttpResponse::Accepted().insert_header((LOCATION, location)).json(action)
}
