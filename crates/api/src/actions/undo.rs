//! Undoes an action whose call has not left. The claim of a call marks its departure (`date_depart`), and the undo reads
//! that mark under the lock of the action: one of the two comes first, and the other one finds it.

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::erreur::ResultatRefuse;
use common::{
    Action, CategorieNotification, EvenementAction, IdAction, IdSession, Priorite, StatutAction,
    TypeNotification, pages,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::announce::Announcement;
use super::fail::mark_done_meanwhile;
use super::seats::release_seat;
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::audit::Auteur;
use crate::db::prospects::LockedProspect;
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

/// Undoes the action. Returns false when it already was.
async fn undo(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    seen: &ActionRow,
    by: &Utilisateur,
) -> ApiResult<bool> {
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
    end(conn, &[Waiting { prospect, action }], by, state.clock.now()).await?;
    Ok(true)
}

/// A running action whose call has not left, with its prospect. The transaction holds the locks of both.
pub(super) struct Waiting {
    pub(super) prospect: LockedProspect,
    pub(super) action: ActionRow,
}

/// Ends actions as undone.
pub(super) async fn end(
    conn: &mut AsyncPgConnection,
    waiting: &[Waiting],
    by: &Utilisateur,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let ids: Vec<IdAction> = waiting.iter().map(|one| one.action.id()).collect();
    // All at first, because sessions are locked in one order.
    let sessions: Vec<IdSession> = waiting.iter().filter_map(|one| one.action.session()).collect();
    db::catalogue::lock_sessions(conn, &sessions).await?;
    for one in waiting {
        release_seat(conn, &one.action, now).await?;
    }
    db::audit::set_author(conn, &Auteur::from(by)).await?;
    if db::undos::end(conn, &ids, now).await? != ids.len() {
        return Err(ApiError::internal(anyhow::anyhow!(
            "a locked action whose call had not left was not undone"
        )));
    }
    restore_replaced(conn, waiting, &ids).await?;
    let detail = format!("Annulée par {} avant son départ", by.nom_complet());
    db::action_events::insert_each(conn, &ids, now, EvenementAction::Annulation, &detail).await?;
    for one in waiting {
        announcement(one, by).write_of(conn, one.action.lot(), now).await?;
    }
    Ok(())
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

/// Gives "Relancer" back to the failed actions that the undone ones had replaced, if it is still possible.
async fn restore_replaced(
    conn: &mut AsyncPgConnection,
    waiting: &[Waiting],
    undone: &[IdAction],
) -> ApiResult<()> {
    for failed in db::undos::list_replaced(conn, undone).await? {
        let theirs = waiting.iter().find(|one| one.action.id_prospect.0 == failed.id_prospect.0);
        if let Some(one) = theirs {
            db::actions::unmark_replaced(conn, failed.id()).await?;
            mark_done_meanwhile(conn, &one.prospect, &failed).await?;
        }
    }
    Ok(())
}

fn announcement(Waiting { prospect, action }: &Waiting, by: &Utilisateur) -> Announcement {
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
