//! Refuses query parameters that the OpenAPI document does not name, because a misspelt filter would select
//! everything.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, ResponseError as _};

use super::methods::{self, Known};
use crate::error::{ApiError, ErrorCode};
use crate::extract::UnknownParameters;

/// Maximum length of a name in the error, in characters.
const SHOWN: usize = 40;

/// Refuses an unknown query parameter: at once for a public operation, after the caller is accepted for the others.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let query = request.query_string();
    if !query.is_empty()
        && let Some(operation) = methods::operation(request.request())
        && let Some(error) = refusal(operation, query)
    {
        if operation.is_public {
            return Ok(request.into_response(error.error_response()));
        }
        request.extensions_mut().insert(UnknownParameters(error));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

fn refusal(operation: &Known, query: &str) -> Option<ApiError> {
    let known = &operation.query;
    let given: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let mut unknown: Vec<String> = given.into_iter().map(|(name, _)| name).collect();
    unknown.retain(|name| !known.contains(name));
    unknown.sort_unstable();
    unknown.dedup();
    let shown: Vec<String> = unknown.iter().map(|name| show(name)).collect();
    let known = if known.is_empty() { "aucun".to_owned() } else { known.join(", ") };
    let detail = match shown.as_slice() {
        [] => return None,
        [name] => format!("Le paramètre {name} n’existe pas à cette adresse, qui accepte : {known}."),
        several => format!(
            "Les paramètres {} n’existent pas à cette adresse, qui accepte : {known}.",
            several.join(", ")
        ),
    };
    Some(ApiError::new(ErrorCode::RequeteInvalide, detail))
}

fn show(name: &str) -> String {
    let letters: String = name.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect();
    format!("« {letters} »")
}
