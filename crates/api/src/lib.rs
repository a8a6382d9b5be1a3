//! The service: a JSON API for admissions, and the workers that carry its actions to n8n.
//!
//! One way through: route → extractor → `actions` or `db` → response. Arrows point down.

pub mod accounts;
pub mod actions;
pub mod at_once;
pub mod clock;
pub mod config;
pub mod connections;
pub mod contact;
pub mod cut;
pub mod db;
pub mod error;
pub mod export;
pub mod extract;
pub mod gate;
pub mod headers;
pub mod intake;
pub mod journal;
pub mod methods;
pub mod metrics;
pub mod middleware;
pub mod n8n;
pub mod notifications;
pub mod openapi;
#[cfg(any(test, fuzzing))]
pub mod outside;
pub mod parameters;
pub mod passwords;
pub mod rgpd;
pub mod routes;
pub mod sante;
mod seal;
pub mod secrets;
pub mod spa;
pub mod startup;
pub mod state;
pub mod throttle;
pub mod totp;
pub mod workers;
