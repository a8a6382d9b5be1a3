//! Requests on saved views.

use common::vue::{ChangeVueRequest, NewVueRequest, Vue};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches the views of the person and of the team.
pub(crate) fn list() -> Reply<Vec<Vue>> {
    http::rows(http::get("/api/vues", &QueryString::new()))
}

/// Saves a view.
pub(crate) fn create(request: &NewVueRequest) -> Reply<Vue> {
    http::post("/api/vues", request, None)
}

/// Changes a view, if it still has the version that was read.
pub(crate) fn change(vue: &Vue, request: &ChangeVueRequest) -> Reply<Vue> {
    http::patch(&path(vue), request, Some(&tag(vue)))
}

/// Deletes a view, if it still has the version that was read.
pub(crate) fn delete(vue: &Vue) -> Reply<()> {
    http::delete_versioned(&path(vue), &tag(vue))
}

fn path(vue: &Vue) -> String {
    ["/api/vues/", &vue.id_vue.to_string()].concat()
}

fn tag(vue: &Vue) -> String {
    ["\"v", &vue.version.to_string(), "\""].concat()
}
