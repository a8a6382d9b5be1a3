//! Shared support of the tests: databases, instances, clients, a stand-in for n8n.

pub mod app;
pub mod client;
pub mod contract;
pub mod data;
pub mod db;
pub mod log;
pub mod process;
pub mod proxy;
pub mod stream;
