//! Requests on the named keys of programs.

use common::Liste;
use common::cle::{CleApi, CleApiCreee, NewCleApiRequest};

use super::{ApiError, http};
use crate::query_string::QueryString;

const KEYS: &str = "/api/cles";

/// Fetches the valid keys, then the newest revoked ones: a hundred in all.
pub(crate) async fn list() -> Result<Vec<CleApi>, ApiError> {
    let page: Liste<CleApi> = http::get(KEYS, &QueryString::new().with("limit", "100")).await?;
    Ok(page.data)
}

/// Creates a key; the response holds its secret.
pub(crate) async fn create(request: &NewCleApiRequest) -> Result<CleApiCreee, ApiError> {
    http::post(KEYS, request, None).await
}

/// Revokes a key.
pub(crate) async fn revoke(id: i64) -> Result<(), ApiError> {
    http::delete(&[KEYS, "/", &id.to_string()].concat()).await
}
