//! Reads the instants of incoming data.

use chrono::{DateTime, Utc};
use common::Instant;

/// Message of the error of an instant that can't be read.
pub(super) const INVALID: &str = "Écrivez l’instant selon la RFC 3339, comme 2026-02-17T09:30:00Z.";

/// Parses an instant in RFC 3339, or in the form of a mail's `Date` header (RFC 5322 §3.3).
pub(super) fn parse(typed: &Instant) -> Option<DateTime<Utc>> {
    let typed = typed.as_str();
    let parsed = DateTime::parse_from_rfc3339(typed).or_else(|_| DateTime::parse_from_rfc2822(typed.trim()));
    // PostgreSQL's range is wide, but no email is older than 1970.
    parsed.ok().map(|at| at.with_timezone(&Utc)).filter(|at| at.timestamp() >= 0)
}
