//! The program as a process: how it starts, waits, is refused, stops and dies; its commands; what it counts.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod commands;
mod death;
mod doctor;
mod grants;
mod memory;
mod metrics;
mod migrate;
mod postgres_tls;
mod process;
mod reread;
mod seed;
mod start;
mod stop;
mod wait;

use test_support as support;
