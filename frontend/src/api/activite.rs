//! Requests on the team's activity.

use common::Liste;
use common::activite::{CompteursActivite, EntreeActivite};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches a page of what people did on a day, newest first.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<EntreeActivite>> {
    http::get("/api/activite", query)
}

/// Fetches what each person did on a day.
pub(crate) fn counts(query: &QueryString) -> Reply<CompteursActivite> {
    http::get("/api/activite/compteurs", query)
}
