//! Requests on bulk changes.

use common::lot::{LignesLot, NewLotRequest};
use common::{IdLot, Liste, Lot};
use serde_json::Map;

use super::{IdempotencyKey, Reply, http};
use crate::query_string::QueryString;

/// Path of the bulk changes.
pub(super) const LOTS: &str = "/api/lots";

/// Fetches the latest bulk changes, newest first.
pub(crate) fn list() -> Reply<Liste<Lot>> {
    http::one_page(http::get(LOTS, &QueryString::new()))
}

/// Rehearses a bulk change: nothing changes before its launch.
pub(crate) fn rehearse(request: &NewLotRequest) -> Reply<Lot> {
    http::post(LOTS, request, None)
}

/// Fetches a bulk change and its progress.
pub(crate) fn get(id: IdLot) -> Reply<Lot> {
    http::get(&path(id, ""), &QueryString::new())
}

/// Fetches some rows of a bulk change. `query` holds `resultat`, `verdict`, `page`, `limit`.
pub(crate) fn lines(id: IdLot, query: &QueryString) -> Reply<LignesLot> {
    http::get(&path(id, "/lignes"), query)
}

/// Launches a rehearsed bulk change.
pub(crate) fn launch(id: IdLot, key: &IdempotencyKey) -> Reply<Lot> {
    http::post(&path(id, "/lancement"), &Map::new(), Some(key))
}

/// Stops a bulk change: the rows that wait do not run.
pub(crate) fn stop(id: IdLot) -> Reply<Lot> {
    http::post(&path(id, "/annulation"), &Map::new(), None)
}

fn path(id: IdLot, end: &str) -> String {
    [LOTS, "/", &id.to_string(), end].concat()
}
