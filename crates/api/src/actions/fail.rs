//! Ends an action as failed: releases its lock and its seat, writes the journal entry and notifies admins.

use common::rappel::CompleteActionRequest;
use common::{
    CategorieNotification, EvenementAction, Priorite, Severite, StatutAction, TypeNotification, pages,
};
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};

use super::announce::{Announcement, Failure};
use super::registry;
use super::rules::Context;
use super::seats::release_seat;
use super::situation::Situation;
use crate::db::actions::{ActionRow, Ending};
use crate::db::prospects::LockedProspect;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// The cause of a failure.
pub(super) enum Cause<'a> {
    /// n8n reported a failure.
    Reported {
        /// The callback.
        rappel: &'a CompleteActionRequest,
        /// The part that distinguishes a repetition from a contradiction.
        essence: Value,
        /// The message of n8n.
        message: &'a str,
    },
    /// n8n refused the call.
    Refused {
        /// Reason of the refusal.
        reason: &'a str,
        /// HTTP status of the refusal.
        http: Option<u16>,
    },
    /// The call is forbidden, because the person joined the opposition list after the request.
    Forbidden {
        /// The error that a new request would get.
        refusal: &'a ApiError,
    },
    /// The service could not prepare the call, such as for parameters that a later version wrote.
    Unprepared,
    /// n8n was unreachable at the last attempt.
    Unreachable {
        /// Reason of the last failure.
        reason: &'a str,
        /// HTTP status, when n8n answered.
        http: Option<u16>,
    },
    /// n8n stayed unreachable for the maximum wait.
    Away {
        /// Duration of the absence, in words.
        absence: &'a str,
    },
    /// n8n accepted the call, and no valid callback arrived before the deadline.
    Overdue {
        /// Reason why the last callback was refused, if one arrived.
        refused: Option<&'a str>,
    },
}

impl Cause<'_> {
    fn message(&self) -> String {
        match self {
            Self::Reported { message, .. } => (*message).to_owned(),
            Self::Forbidden { refusal } => refusal.detail().to_owned(),
            Self::Unprepared => {
                "Le service n’a pas pu préparer la demande pour n8n. Ses journaux en disent la cause."
                    .to_owned()
            }
            Self::Refused { reason, .. } => format!("n8n a refusé la demande : {reason}."),
            Self::Unreachable { reason, .. } => {
                format!("n8n injoignable après la dernière tentative : {reason}.")
            }
            Self::Away { absence } => {
                format!("n8n est injoignable depuis {absence} : la demande n’a pas pu partir.")
            }
            Self::Overdue { refused: None } => "n8n n’a pas répondu dans le délai prévu.".to_owned(),
            Self::Overdue { refused: Some(reason) } => format!(
                "n8n a répondu, mais son rappel a été refusé : {reason} Vérifiez ce qui a été fait avant de relancer."
            ),
        }
    }

    fn title(&self, action: &ActionRow) -> String {
        match self {
            Self::Overdue { refused: None } => "n8n n’a pas répondu".to_owned(),
            _ => format!("Échec : {}", action.type_action().libelle().to_lowercase()),
        }
    }

    fn event(&self) -> (EvenementAction, String) {
        match self {
            Self::Reported { message, .. } => {
                (EvenementAction::Rappel, format!("n8n annonce l’échec : {message}"))
            }
            Self::Overdue { refused: None } => {
                (EvenementAction::Echeance, "Aucun rappel de n8n dans le délai prévu".to_owned())
            }
            Self::Overdue { refused: Some(_) } => (
                EvenementAction::Echeance,
                "Aucun rappel de n8n n’a pu être pris dans le délai prévu".to_owned(),
            ),
            Self::Forbidden { .. }
            | Self::Unprepared
            | Self::Refused { .. }
            | Self::Unreachable { .. }
            | Self::Away { .. } => (EvenementAction::Echec, self.message()),
        }
    }

    fn notification_type(&self) -> TypeNotification {
        match self {
            Self::Reported { .. } | Self::Forbidden { .. } | Self::Unprepared => TypeNotification::Erreur,
            Self::Refused { .. } | Self::Unreachable { .. } | Self::Away { .. } | Self::Overdue { .. } => {
                TypeNotification::ErreurWebhook
            }
        }
    }

    fn http(&self) -> Option<u16> {
        match self {
            Self::Refused { http, .. } | Self::Unreachable { http, .. } => *http,
            Self::Reported { .. }
            | Self::Forbidden { .. }
            | Self::Unprepared
            | Self::Away { .. }
            | Self::Overdue { .. } => None,
        }
    }

    /// Returns the error code of the refusal, if the call was forbidden.
    fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Forbidden { refusal } => Some(refusal.code),
            _ => None,
        }
    }

    fn rappel(&self) -> Option<&CompleteActionRequest> {
        match self {
            Self::Reported { rappel, .. } => Some(rappel),
            _ => None,
        }
    }
}

/// Ends a running action by `cause`. The caller's transaction holds the locks of the prospect and the action.
pub(super) async fn fail_action(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    prospect: &LockedProspect,
    action: &ActionRow,
    cause: &Cause<'_>,
) -> ApiResult<()> {
    let now = state.clock.now();
    let id = action.id();
    let message = cause.message();
    let fallback = match cause {
        Cause::Unreachable { .. } | Cause::Away { .. } => {
            registry::without_n8n(conn, Context { state, prospect, action }).await?
        }
        _ => None,
    };
    if fallback.is_none() {
        release_seat(conn, action, now).await?;
    }
    let rappel = cause.rappel();
    let ending = Ending {
        statut_action: Code(StatutAction::Erreur),
        partielle: fallback.is_some(),
        message_erreur: Some(message.clone()),
        resultat: fallback.as_ref().map(|fallback| json!(fallback.result)),
        rappel: match cause {
            Cause::Reported { essence, .. } => Some(essence.clone()),
            _ => None,
        },
        date_rappel: rappel.map(|_| now),
        workflow_id: rappel.and_then(|rappel| rappel.workflow_id.clone()),
        execution_id: rappel.and_then(|rappel| rappel.execution_id.clone()),
        date_fin: now,
        duree_ms: (now - action.date_debut).num_milliseconds().max(0),
    };
    db::actions::end(conn, id, &ending).await?;
    mark_done_meanwhile(conn, prospect, action).await?;
    let (event, detail) = cause.event();
    db::action_events::insert(conn, id, now, event, &detail).await?;
    let entry = failure(action, cause, &message, fallback.is_some()).write(conn, now).await;
    let announcement = match fallback {
        Some(fallback) => fallback.announcement,
        None => announcement(prospect, action, cause, &message, entry),
    };
    announcement.write_of(conn, action.lot(), now).await?;
    Ok(())
}

/// Marks the failed action as replaced when nothing is left to restart: an earlier action's success arrived while
/// this one ran.
pub(super) async fn mark_done_meanwhile(
    conn: &mut AsyncPgConnection,
    locked: &LockedProspect,
    action: &ActionRow,
) -> ApiResult<()> {
    let (prospect, type_action) = (&action.id_prospect.0, action.type_action());
    let done = db::actions::find_success_after(conn, prospect, type_action, action.date_debut).await?;
    if done.is_some() {
        db::actions::mark_replaced(conn, prospect, type_action, done).await?;
    }
    // The prospect may have changed so that the action can no longer be requested.
    let candidat = db::candidats::find_by_prospect(conn, prospect).await?;
    if registry::refusal(type_action, &Situation::locked(locked, candidat.as_ref(), true)).is_some() {
        db::actions::mark_replaced(conn, prospect, type_action, None).await?;
    }
    Ok(())
}

fn failure<'a>(action: &'a ActionRow, cause: &'a Cause<'_>, message: &'a str, partial: bool) -> Failure<'a> {
    let rappel = cause.rappel();
    Failure {
        action,
        workflow: rappel.and_then(|rappel| rappel.workflow_id.as_deref()),
        noeud: rappel.and_then(|rappel| rappel.nom_noeud.as_deref()),
        message,
        logged: if rappel.is_some() { "said by n8n, in the journal" } else { message },
        http: cause.http(),
        code: cause.code(),
        severite: if partial { Severite::Warning } else { Severite::Erreur },
    }
}

fn announcement(
    prospect: &LockedProspect,
    action: &ActionRow,
    cause: &Cause<'_>,
    message: &str,
    entry: Option<i64>,
) -> Announcement {
    Announcement {
        categorie: CategorieNotification::Prospect,
        type_notification: cause.notification_type(),
        priorite: Priorite::Urgente,
        titre: cause.title(action),
        message: format!("{} : {message}", prospect.nom_complet()),
        lien: entry.map_or_else(|| pages::prospect(&action.id_prospect.0), pages::erreur),
    }
}
