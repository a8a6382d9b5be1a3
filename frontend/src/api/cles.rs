//! Requests on the named keys of programs.

use common::Liste;
use common::cle::{CleApi, CleApiCreee, NewCleApiRequest};

use super::{Reply, http};
use crate::query_string::QueryString;

const KEYS: &str = "/api/cles";

/// Fetches the valid keys, then the newest revoked ones: a hundred in all.
pub(crate) fn list() -> Reply<Vec<CleApi>> {
    let page = http::get(KEYS, &QueryString::new().with("limit", "100"));
    http::map(page, |page: Liste<CleApi>| Ok(page.data))
}

/// Creates a key; the response holds its secret.
pub(crate) fn create(request: &NewCleApiRequest) -> Reply<CleApiCreee> {
    http::post(KEYS, request, None)
}

/// Revokes a key.
pub(crate) fn revoke(id: i64) -> Reply<()> {
    http::delete(&[KEYS, "/", &id.to_string()].concat())
}
