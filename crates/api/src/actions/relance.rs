//! Handles "Relancer": restarts a failed action as a new one.

use common::action::RelaunchActionRequest;
use common::auth::Utilisateur;
use common::{Action, IdAction};

use super::parameters::ActionParameters;
use super::request::{Idempotency, StartRequest, grace};
use super::start::start_action;
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Starts a new action with the parameters of the failed one.
///
/// # Errors
/// 404 for an unknown action, 409 when it did not fail or when a later one replaced it, and every error of a start.
pub async fn restart_action(
    state: &AppState,
    id: IdAction,
    demandeur: &Utilisateur,
    asked: &RelaunchActionRequest,
    idempotency: Option<Idempotency>,
) -> ApiResult<Action> {
    let mut conn = state.pool.get().await?;
    let old = db::actions::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Cette action"))?;
    drop(conn);
    let mut parameters = ActionParameters::of(&old)?;
    if let Some(demande) = parameters.demande_de_la_personne() {
        // Taken from this request: the demand recorded with the failed action may predate the opposition.
        demande.clone_from(&asked.demande_de_la_personne);
    }
    let request = StartRequest {
        id_prospect: old.id_prospect.0,
        demandeur: demandeur.clone(),
        parameters,
        relance_de: Some(id),
        delai: grace(asked.delai_annulation_s),
        idempotency,
    };
    start_action(state, request).await
}
