//! The error journal.

use serde::Deserialize;

use super::{ApiError, http};
use crate::query_string::QueryString;

#[derive(Deserialize)]
struct Page {
    pagination: common::Pagination,
}

/// How many entries are not resolved; `None` when this service keeps no journal.
pub(crate) async fn unresolved() -> Result<Option<i64>, ApiError> {
    let query = QueryString::new().with("resolu", "false").with("limit", "1");
    match http::get::<Page>("/api/journal-erreurs", &query).await {
        Ok(page) => Ok(Some(page.pagination.total)),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}
