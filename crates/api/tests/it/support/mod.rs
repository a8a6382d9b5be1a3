//! What every test stands on: a database of its own, a running instance, typed clients, a stand-in for n8n.

pub mod app;
pub mod client;
pub mod contract;
pub mod data;
pub mod db;
pub mod log;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod stream;
