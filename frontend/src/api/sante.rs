//! Requests on the health of the service and of n8n's workflows.

use common::TypeAction;
use common::sante::{ResultatCanari, Sante, SendCanariRequest, SendCanariResponse};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches the health report.
pub(crate) fn get() -> Reply<Sante> {
    http::get("/api/sante", &QueryString::new())
}

/// Sends a test ping to the workflow of an action, or to all four.
pub(crate) fn ping(type_action: Option<TypeAction>) -> Reply<Vec<ResultatCanari>> {
    let answer = http::post("/api/sante/canari", &SendCanariRequest { type_action }, None);
    http::map(answer, |answer: SendCanariResponse| Ok(answer.data))
}
