//! Shared support of the tests: databases, instances, clients, a stand-in for n8n.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    reason = "a test fails by panicking"
)]

pub mod app;
pub mod client;
pub mod contract;
pub mod data;
pub mod db;
pub mod log;
pub mod notifications;
pub mod postgres;
pub mod proxy;
pub mod reading;
pub mod scene;
pub mod sources;
pub mod stream;
