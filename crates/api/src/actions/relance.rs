//! Handles "Relancer": restarts a failed action as a new one.

use common::Action;
use common::action::RelancerActionRequest;
use common::auth::Utilisateur;

use super::request::{Idempotency, StartRequest};
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
    id: i64,
    demandeur: &Utilisateur,
    asked: &RelancerActionRequest,
    idempotency: Option<Idempotency>,
) -> ApiResult<Action> {
    let mut conn = state.pool.get().await?;
    let old = db::actions::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Cette action"))?;
    drop(conn);
    let request = StartRequest {
        id_prospect: &old.id_prospect.0,
        type_action: old.type_action(),
        demandeur,
        formation_retenue: old.formation_retenue.as_deref(),
        id_session: old.id_session,
        session_visee: old.session_visee.as_deref(),
        date_debut_souhaitee: old.date_debut_souhaitee,
        parametres: old.parametres.clone(),
        relance_de: Some(id),
        // Taken from this request: the demand recorded with the failed action may predate the opposition.
        demande_de_la_personne: asked.demande_de_la_personne.as_deref(),
        idempotency,
    };
    start_action(state, &request).await
}
