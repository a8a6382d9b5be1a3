//! Requests on the health of the service and of n8n's workflows.

use common::TypeAction;
use common::sante::{CanariRequest, CanariResponse, ResultatCanari, Sante};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches the health report.
pub(crate) async fn get() -> Result<Sante, ApiError> {
    http::get("/api/sante", &QueryString::new()).await
}

/// Sends a test ping to the workflow of an action, or to all four.
pub(crate) async fn ping(type_action: Option<TypeAction>) -> Result<Vec<ResultatCanari>, ApiError> {
    let answer: CanariResponse =
        http::post("/api/sante/canari", &CanariRequest { type_action }, None).await?;
    Ok(answer.data)
}
