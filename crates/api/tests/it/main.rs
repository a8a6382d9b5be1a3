//! Integration tests of the service, in one binary with a folder per area.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod access;
mod actions;
mod audit;
mod candidats;
mod catalogue;
mod echeances;
mod export;
mod instances;
mod intake;
mod journal;
mod liste_attente;
mod lots;
mod notifications;
mod reading;
mod rgpd;
mod sante;
mod service;
mod vues;

use test_support as support;
