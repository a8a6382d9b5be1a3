//! Undoes an action whose call has not left. The claim of a call marks its departure (`date_depart`), and the undo reads
//! that mark under the lock of the action: one of the two comes first, and the other one finds it.

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::erreur::ResultatRefuse;
use common::{
    Action, CategorieNotification, EvenementAction, IdAction, Priorite, StatutAction, TypeNotification, pages,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::announce::Announcement;
use super::fail::mark_done_meanwhile;
use super::seats::release_seat;
use crate::db::actions::{ActionRow, Ending};
use crate::db::audit::Auteur;
use crate::db::prospects::LockedProspect;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::{metrics, rgpd};

/// Undoes an action; an action that was undone before is returned unchanged.
///
/// # Errors
/// 404 for an unknown action, 409 when its call may have left or when it has ended.
pub async fn undo_action(state: &AppState, id: IdAction, by: &Utilisateur) -> ApiResult<Action> {
    let mut conn = state.pool.get().await?;
    let seen = db::actions::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Cette action"))?;
    let undone = conn.transaction(async |conn| undo(conn, state, &seen, by).await).await?;
    if undone {
        metrics::action_ended(seen.type_action(), StatutAction::Annulee);
        state.wake.changed();
    }
    let action =
        db::actions::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Cette action"))?;
    Ok(action.into())
}

/// Ends the action as undone. Returns false when it already was.
async fn undo(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    seen: &ActionRow,
    by: &Utilisateur,
) -> ApiResult<bool> {
    let now = state.clock.now();
    let Some(prospect) = db::prospects::lock(conn, &seen.id_prospect.0).await? else {
        return Err(rgpd::gone(conn, &seen.id_prospect.0).await);
    };
    let action = db::actions::lock(conn, seen.id()).await?;
    if action.statut_action.0 == StatutAction::Annulee {
        return Ok(false);
    }
    if action.undoable_until().is_none() {
        return Err(left(&action));
    }
    release_seat(conn, &action, now).await?;
    db::audit::set_author(conn, &Auteur::from(by)).await?;
    db::actions::end(conn, action.id(), &ending(&action, now)).await?;
    restore_replaced(conn, &prospect, &action).await?;
    let detail = format!("Annulée par {} avant son départ", by.nom_complet());
    db::action_events::insert(conn, action.id(), now, EvenementAction::Annulation, &detail).await?;
    announcement(&prospect, &action, by).write_of(conn, action.lot(), now).await?;
    Ok(true)
}

/// Builds the 409 of an action that cannot be undone.
fn left(action: &ActionRow) -> ApiError {
    let detail = if action.is_running() {
        (
            "La demande est déjà partie vers n8n : elle ne s’annule plus.",
            "The request has already left for n8n: it can no longer be undone.",
        )
    } else {
        (
            "Cette action est terminée : elle ne s’annule plus.",
            "This action has ended: it can no longer be undone.",
        )
    };
    ApiError::new(ErrorCode::DejaPartie, detail)
        .with(ResultatRefuse { statut_action: action.statut_action.0 })
}

fn ending(action: &ActionRow, now: DateTime<Utc>) -> Ending {
    Ending {
        statut_action: Code(StatutAction::Annulee),
        partielle: false,
        message_erreur: None,
        resultat: None,
        rappel: None,
        date_rappel: None,
        workflow_id: None,
        execution_id: None,
        date_fin: now,
        duree_ms: (now - action.date_debut).num_milliseconds().max(0),
    }
}

/// Gives "Relancer" back to the failed action that the undone one had replaced, if it is still possible.
async fn restore_replaced(
    conn: &mut AsyncPgConnection,
    prospect: &LockedProspect,
    undone: &ActionRow,
) -> ApiResult<()> {
    let last = db::actions::find_last(conn, &undone.id_prospect.0, undone.type_action()).await?;
    let Some(failed) = last.filter(|last| last.statut_action.0 == StatutAction::Erreur) else {
        return Ok(());
    };
    db::actions::unmark_replaced(conn, failed.id()).await?;
    mark_done_meanwhile(conn, prospect, &failed).await
}

fn announcement(prospect: &LockedProspect, action: &ActionRow, by: &Utilisateur) -> Announcement {
    let label = action.type_action().libelle();
    Announcement {
        categorie: CategorieNotification::Prospect,
        type_notification: TypeNotification::ActionAnnulee,
        priorite: Priorite::Basse,
        titre: "Action annulée".to_owned(),
        message: format!("{label} de {}, annulée par {}.", prospect.nom_complet(), by.nom_complet()),
        lien: pages::prospect(&action.id_prospect.0),
    }
}
