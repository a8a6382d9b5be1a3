//! The stand-in, seen from outside: one test binary, a folder's worth of rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "the stand-in has the machine's time")]

mod callbacks;
mod control;
mod modes;
mod support;
mod webhooks;
