//! Actions: what is asked of n8n. Each request answers 202 with the action; its end comes by the stream.

use common::action::ConvertirCandidatRequest;
use common::{Action, ActionDetail, IdProspect};
use serde::Serialize;

use super::{ApiError, IdempotencyKey, http};
use crate::query_string::QueryString;

/// Which email n8n writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum TypeEmail {
    /// Reminds the prospect of the school.
    Relance,
    /// Answers with general information.
    Information,
    /// Makes an offer.
    Commercial,
}

#[derive(Serialize)]
struct SendEmail<'a> {
    #[serde(rename = "typeEmail")]
    type_email: TypeEmail,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct SendDossier<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Nothing {}

/// Asks to convert a prospect into a candidate.
pub(crate) async fn convert(
    request: &ConvertirCandidatRequest,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post("/api/prospects/convertir-candidat", request, Some(key)).await
}

/// Asks to send the application form, to another address than the main one when `email` is given.
pub(crate) async fn send_dossier(
    id: &IdProspect,
    email: Option<&str>,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post(&format!("/api/prospects/{id}/send-dossier"), &SendDossier { email }, Some(key)).await
}

/// Asks for a quote.
pub(crate) async fn generate_devis(id: &IdProspect, key: &IdempotencyKey) -> Result<Action, ApiError> {
    http::post(&format!("/api/prospects/{id}/generate-devis"), &Nothing {}, Some(key)).await
}

/// Asks to write and send an email.
pub(crate) async fn send_email(
    id: &IdProspect,
    type_email: TypeEmail,
    message: Option<&str>,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post(&format!("/api/prospects/{id}/send-email"), &SendEmail { type_email, message }, Some(key))
        .await
}

/// An action and its whole story.
pub(crate) async fn get(id_conversion: i64) -> Result<ActionDetail, ApiError> {
    http::get(&format!("/api/actions/{id_conversion}"), &QueryString::new()).await
}

/// Takes a failed action up again, as a new one.
pub(crate) async fn relaunch(id_conversion: i64, key: &IdempotencyKey) -> Result<Action, ApiError> {
    http::post(&format!("/api/actions/{id_conversion}/relance"), &Nothing {}, Some(key)).await
}
