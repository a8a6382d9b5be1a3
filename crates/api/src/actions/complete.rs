//! Handles n8n's callback at the end of an action. One transaction writes result, lock, seat and notification. A
//! repeated callback changes nothing, a contradictory one is refused, and a late success is accepted.

use common::action_result::ActionResult;
use common::erreur::ResultatRefuse;
use common::rappel::{CompleteActionRequest, CompleteActionResponse};
use common::{EvenementAction, StatutAction, TypeAction};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::{Value, json};

use super::fail::{Cause, fail_action};
use super::refuse::note_refusal;
use super::registry;
use super::rules::Context;
use crate::db::actions::{ActionRow, Ending};
use crate::db::audit::Auteur;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::metrics;
use crate::state::AppState;
use crate::truncation::{Cuts, limit};

/// Maximum length of an error message, in characters.
const MESSAGE_LIMIT: usize = 4_000;
/// Maximum length of a quote number, in characters.
const QUOTE_LIMIT: usize = 120;

/// Applies the result of an action that n8n reports; `auteur` is the program that sent it.
///
/// # Errors
/// 404 for an unknown action, 422 for an invalid result, 409 for a contradictory result or a taken file number.
pub async fn complete_action(
    state: &AppState,
    auteur: &Auteur,
    rappel: CompleteActionRequest,
) -> ApiResult<CompleteActionResponse> {
    let taken = take_report(state, auteur, rappel).await;
    match &taken {
        Ok(answer) => metrics::callback_taken(answer),
        Err(error) => metrics::callback_refused(error),
    }
    taken
}

async fn take_report(
    state: &AppState,
    auteur: &Auteur,
    rappel: CompleteActionRequest,
) -> ApiResult<CompleteActionResponse> {
    let id_conversion = rappel.id_conversion;
    let mut conn = state.pool.get().await?;
    let action = db::actions::find(&mut conn, id_conversion).await?;
    let action = action.ok_or_else(|| ApiError::not_found("Cette action"))?;
    let (rappel, cuts) = cut_texts(rappel);
    let taken = match Report::new(action.type_action(), &rappel, &cuts) {
        Ok(report) => {
            let taken = conn.transaction(async |conn| {
                db::audit::set_author(conn, auteur).await?;
                take(conn, state, &action, &report).await
            });
            taken.await
        }
        Err(error) => Err(error),
    };
    drop(conn);
    match taken {
        Ok((statut_action, deja_traite)) => {
            if !deja_traite {
                metrics::action_ended(action.type_action(), statut_action);
                state.wake.changed();
            }
            Ok(CompleteActionResponse { id_conversion, statut_action, deja_traite })
        }
        Err(error) => {
            note_refusal(state, &action, rappel.workflow_id.as_deref(), &error).await;
            Err(error)
        }
    }
}

/// Truncates texts that are only stored or displayed, and drops unfilled ones, so that they do not make the callback
/// fail.
fn cut_texts(rappel: CompleteActionRequest) -> (CompleteActionRequest, Cuts) {
    let mut cuts = Cuts::default();
    let numero_devis = cuts.filled("numeroDevis", rappel.numero_devis.as_deref(), QUOTE_LIMIT);
    let message_id = cuts.filled("messageId", rappel.message_id.as_deref(), limit::MESSAGE_ID);
    let mut line = |champ, text: Option<String>, limit| cuts.line(champ, text.as_deref(), limit);
    let rappel = CompleteActionRequest {
        numero_devis,
        message_id,
        objet: line("objet", rappel.objet, limit::SUBJECT),
        workflow_id: line("workflowId", rappel.workflow_id, limit::NAME),
        execution_id: line("executionId", rappel.execution_id, limit::NAME),
        nom_noeud: line("nomNoeud", rappel.nom_noeud, limit::NAME),
        message_erreur: line("messageErreur", rappel.message_erreur, MESSAGE_LIMIT),
        contenu: rappel.contenu.as_deref().map(|text| cuts.text("contenu", text, limit::CONTENT)),
        ..rappel
    };
    (rappel, cuts)
}

/// A validated callback.
struct Report<'a> {
    rappel: &'a CompleteActionRequest,
    /// The result of a success; `None` for a failure.
    result: Option<ActionResult>,
    message: &'a str,
    cuts: &'a Cuts,
}

impl<'a> Report<'a> {
    fn new(type_action: TypeAction, rappel: &'a CompleteActionRequest, cuts: &'a Cuts) -> ApiResult<Self> {
        let result = rappel.success.then(|| registry::result(type_action, rappel));
        let result = result.transpose().map_err(ApiError::validation)?;
        let message =
            rappel.message_erreur.as_deref().unwrap_or("n8n a signalé un échec sans dire pourquoi.");
        Ok(Self { rappel, result, message, cuts })
    }

    /// Returns the part that a repeated callback must have in common with the first one.
    fn essence(&self) -> Value {
        json!({ "success": self.rappel.success, "resultat": self.result })
    }

    /// Returns the list of truncated fields in brackets, to end a sentence; empty when there is none.
    fn losses(&self) -> String {
        if self.cuts.is_empty() { String::new() } else { format!(" ({})", self.cuts) }
    }
}

/// Applies a valid callback. Returns the state of the action, and true when the callback changed no result.
async fn take(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    seen: &ActionRow,
    report: &Report<'_>,
) -> ApiResult<(StatutAction, bool)> {
    let Some(prospect) = db::prospects::lock(conn, &seen.id_prospect.0).await? else {
        // The prospect was anonymised in the meantime: the service must not store its data again, and n8n must not
        // retry.
        return Ok((seen.statut_action.0, true));
    };
    let action = db::actions::lock(conn, seen.id()).await?;
    let statut = action.statut_action.0;
    match (statut, &report.result) {
        (StatutAction::Terminee, _) if action.rappel.as_ref() == Some(&report.essence()) => {
            Ok((statut, true))
        }
        (StatutAction::Terminee, _) => Err(ApiError::new(
            ErrorCode::ResultatContradictoire,
            (
                "Cette action s’est déjà terminée par un autre résultat.",
                "This action already ended with another result.",
            ),
        )
        .with(ResultatRefuse { statut_action: statut })),
        (StatutAction::Annulee, _) => Err(ApiError::new(
            ErrorCode::ResultatContradictoire,
            (
                "Cette action a été annulée avant son départ : n8n ne l’a pas reçue.",
                "This action was undone before it left: n8n did not receive it.",
            ),
        )
        .with(ResultatRefuse { statut_action: statut })),
        (StatutAction::Erreur, None) => {
            note_late_failure(conn, state, &action, report).await?;
            Ok((statut, true))
        }
        (StatutAction::EnCours, None) => {
            let cause =
                Cause::Reported { rappel: report.rappel, essence: report.essence(), message: report.message };
            fail_action(conn, state, &prospect, &action, &cause).await?;
            Ok((StatutAction::Erreur, false))
        }
        (StatutAction::EnCours | StatutAction::Erreur, Some(result)) => {
            let context = Context { state, prospect: &prospect, action: &action };
            succeed(conn, context, report, result).await?;
            Ok((StatutAction::Terminee, false))
        }
    }
}

async fn succeed(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
    report: &Report<'_>,
    result: &ActionResult,
) -> ApiResult<()> {
    let (now, action) = (context.state.clock.now(), context.action);
    let announcement = registry::succeed(conn, context, result).await?;
    let ending = Ending {
        statut_action: Code(StatutAction::Terminee),
        partielle: false,
        message_erreur: None,
        resultat: Some(json!(result)),
        rappel: Some(report.essence()),
        date_rappel: Some(now),
        workflow_id: report.rappel.workflow_id.clone(),
        execution_id: report.rappel.execution_id.clone(),
        date_fin: now,
        duree_ms: (now - action.date_debut).num_milliseconds().max(0),
    };
    db::actions::end(conn, action.id(), &ending).await?;
    db::actions::mark_replaced(conn, &action.id_prospect.0, action.type_action(), Some(action.id())).await?;
    let late = if action.is_running() { "" } else { " (tardive)" };
    let detail = format!("n8n annonce la réussite{late}{}", report.losses());
    db::action_events::insert(conn, action.id(), now, EvenementAction::Rappel, &detail).await?;
    announcement.write_of(conn, action.lot(), now).await?;
    Ok(())
}

/// Records a failure that n8n reports after the service ended the action. Only the first report counts, because n8n
/// repeats its callbacks.
async fn note_late_failure(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    action: &ActionRow,
    report: &Report<'_>,
) -> ApiResult<()> {
    if action.rappel.is_some() {
        return Ok(());
    }
    let now = state.clock.now();
    db::actions::keep_callback(conn, action.id(), &report.essence(), now).await?;
    let detail = format!("n8n annonce l’échec après coup : {}{}", report.message, report.losses());
    db::action_events::insert(conn, action.id(), now, EvenementAction::Rappel, &detail).await?;
    Ok(())
}
