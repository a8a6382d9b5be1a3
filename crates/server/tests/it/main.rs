//! Tests of the program as a process: start, wait, refusal, stop and death; commands; metrics.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod commands;
mod death;
mod doctor;
mod failover;
mod grants;
mod memory;
mod metrics;
mod migrate;
mod missing_key;
mod postgres_tls;
mod process;
mod reread;
mod seed;
mod start;
mod stop;
mod wait;

use test_support as support;
