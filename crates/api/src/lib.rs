//! The service: a JSON API for admissions, and the workers that deliver its actions to n8n.
//!
//! A request goes through route → extractor → `actions` or `db` → response. Dependencies point down.

pub mod actions;
pub mod camel_case;
pub mod candidats;
pub mod catalogue;
pub mod cles;
pub mod clock;
pub mod config;
pub mod connections;
pub mod contact;
pub mod db;
pub mod echeances;
mod encryption;
pub mod error;
pub mod export;
mod export_slots;
pub mod extract;
mod group_commit;
pub mod http;
pub mod intake;
pub mod journal;
pub mod lifecycle;
pub mod liste_attente;
pub mod logins;
pub mod lots;
pub mod metrics;
pub mod n8n;
pub mod notes;
pub mod notifications;
pub mod openapi;
pub mod passwords;
pub mod readings;
pub mod rgpd;
#[cfg(any(test, fuzzing))]
pub mod robustness;
pub mod routes;
pub mod sante;
pub mod secrets;
pub mod standby;
pub mod startup;
pub mod state;
pub mod throttle;
pub mod tokens;
pub mod totp;
pub mod truncation;
pub mod utilisateurs;
pub mod vues;
pub mod workers;
