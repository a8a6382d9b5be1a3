//! Applies the rules of each action type: every rule is a `match` over the types. The engine does the rest.

use common::action_result::ActionResult;
use common::rappel::CompleteActionRequest;
use common::{ErreurChamp, TypeAction};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::{Map, Value};

use super::announce::Announcement;
use super::parameters::ActionParameters;
use super::request::StartRequest;
use super::rules::{Checked, Context, Fallback};
use super::situation::Situation;
use super::{convertir_candidat, envoyer_dossier, envoyer_email, generer_devis};
use crate::db::actions::ActionRow;
use crate::db::prospects::Contact;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Returns the webhook path of a type, relative to the base URL.
pub fn webhook_path(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "prospect/convertir-candidat",
        TypeAction::EnvoyerDossier => "prospect/envoyer-dossier",
        TypeAction::GenererDevis => "prospect/generer-devis",
        TypeAction::EnvoyerEmail => "prospect/envoyer-email",
    }
}

/// Returns true when the workflow writes to the person: the action is then refused for people on the opposition list.
pub(super) fn contacts_person(type_action: TypeAction) -> bool {
    match type_action {
        TypeAction::ConvertirCandidat | TypeAction::GenererDevis => false,
        TypeAction::EnvoyerDossier | TypeAction::EnvoyerEmail => true,
    }
}

/// Returns the refusal of the action for this prospect, independent of the request. The button and the endpoint share
/// this rule.
pub(super) fn refusal(type_action: TypeAction, situation: &Situation<'_>) -> Option<ApiError> {
    match type_action {
        // Only "Relancer" finishes a partial conversion.
        TypeAction::ConvertirCandidat if situation.finishes_partial => None,
        TypeAction::ConvertirCandidat | TypeAction::EnvoyerDossier => situation.already_candidate(),
        TypeAction::GenererDevis => None,
        TypeAction::EnvoyerEmail => situation.without_email(),
    }
}

/// Checks the request itself, after [`refusal`] and the lock that every type has.
pub(super) async fn check(
    conn: &AsyncPgConnection,
    state: &AppState,
    situation: &Situation<'_>,
    request: &StartRequest,
) -> ApiResult<Checked> {
    match &request.parameters {
        ActionParameters::Conversion(asked) => {
            let restarts = request.relance_de.is_some();
            convertir_candidat::check(conn, state, situation, asked, restarts).await
        }
        ActionParameters::Dossier(asked) => envoyer_dossier::check(situation, asked),
        ActionParameters::Devis => Ok(Checked::without_session(ActionParameters::Devis)),
        ActionParameters::Email(asked) => envoyer_email::check(situation, asked),
    }
}

/// Returns the webhook fields of the action's type, which override the common ones.
pub(super) async fn payload(
    conn: &AsyncPgConnection,
    action: &ActionRow,
    contact: &Contact,
) -> QueryResult<Map<String, Value>> {
    match ActionParameters::of(action)? {
        ActionParameters::Conversion(asked) => convertir_candidat::payload(conn, action, &asked).await,
        ActionParameters::Dossier(asked) => envoyer_dossier::payload(conn, contact, &asked).await,
        ActionParameters::Devis => generer_devis::payload(conn, contact).await,
        ActionParameters::Email(asked) => envoyer_email::payload(conn, contact, &asked).await,
    }
}

/// Returns the validated result of a success, or the invalid fields.
pub(super) fn result(
    type_action: TypeAction,
    rappel: &CompleteActionRequest,
) -> Result<ActionResult, Vec<ErreurChamp>> {
    match type_action {
        TypeAction::ConvertirCandidat => convertir_candidat::result(rappel).map(ActionResult::Conversion),
        TypeAction::EnvoyerDossier => envoyer_dossier::result(rappel).map(ActionResult::Dossier),
        TypeAction::GenererDevis => generer_devis::result(rappel).map(ActionResult::Devis),
        TypeAction::EnvoyerEmail => Ok(ActionResult::Email(envoyer_email::result(rappel))),
    }
}

/// Applies a success and returns the notification to admins.
pub(super) async fn succeed(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
    result: &ActionResult,
) -> ApiResult<Announcement> {
    match result {
        ActionResult::Conversion(made) => convertir_candidat::succeed(conn, context, made).await,
        ActionResult::Dossier(_) => envoyer_dossier::succeed(conn, context).await,
        ActionResult::Devis(made) => Ok(generer_devis::announcement(context, made)),
        ActionResult::Email(made) => envoyer_email::succeed(conn, context, made).await,
    }
}

/// Does the action without n8n when it is unreachable; most types return `None`.
pub(super) async fn without_n8n(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
) -> ApiResult<Option<Fallback>> {
    match context.action.type_action() {
        TypeAction::ConvertirCandidat => convertir_candidat::without_n8n(conn, context).await,
        TypeAction::EnvoyerDossier | TypeAction::GenererDevis | TypeAction::EnvoyerEmail => Ok(None),
    }
}
