//! HTTP client of the API: the only place that sends requests, with one module per area and a shared error type.

pub(crate) mod actions;
pub(crate) mod activite;
pub(crate) mod auth;
pub(crate) mod candidats;
pub(crate) mod catalogue;
pub(crate) mod cles;
mod early;
pub(crate) mod echeances;
mod error;
mod http;
mod idempotency;
pub(crate) mod journal;
pub(crate) mod json;
pub(crate) mod liste_attente;
pub(crate) mod lots;
pub(crate) mod notifications;
pub(crate) mod page;
pub(crate) mod prospects;
pub(crate) mod relances;
pub(crate) mod rgpd;
pub(crate) mod sante;
pub(crate) mod securite;
pub(crate) mod utilisateurs;
pub(crate) mod vues;

pub(crate) use error::ApiError;
pub(crate) use http::{Proof, Reply, change_person, on_proof, on_refused};
pub(crate) use idempotency::IdempotencyKey;
