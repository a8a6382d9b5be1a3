//! Integration tests of the stand-in, in one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "the stand-in has the machine's time")]

mod callbacks;
mod control;
mod modes;
mod support;
mod webhooks;
