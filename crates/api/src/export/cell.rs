//! Tables and cells, independent of the file format.

use std::fs::File;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Paris;

use crate::contact::text;

/// A column of a file.
#[derive(Debug)]
pub(super) struct Column {
    /// Text of its header cell.
    pub(super) header: &'static str,
    /// Width in a spreadsheet, in characters.
    pub(super) width: f64,
}

/// A table with a title and columns.
#[derive(Debug)]
pub(super) struct Table {
    /// Name of the sheet.
    pub(super) title: &'static str,
    pub(super) columns: &'static [Column],
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Instant(DateTime<Utc>),
    Day(NaiveDate),
}

impl Cell {
    /// Creates a text cell, empty for `None`.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// Creates a day cell, empty for `None`.
    pub(super) fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// Creates an instant cell, empty for `None`.
    pub(super) fn instant(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Empty, Self::Instant)
    }
}

/// Writer of a file format.
pub(super) trait WriteRows: Send {
    /// Adds a row.
    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()>;

    /// Completes the file and returns it, positioned at its start.
    fn finish(self: Box<Self>) -> anyhow::Result<File>;
}

/// Converts an instant to local time in Paris.
pub(super) fn in_paris(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Paris).naive_local()
}

/// Returns true when a spreadsheet would read the text as a formula (OWASP, "CSV Injection"): its first visible
/// character starts one, also in its full-width form (`＝`).
pub(super) fn looks_like_a_formula(text: &str) -> bool {
    let first = text.chars().find(|&sign| !text::is_invisible(sign)).map(String::from).unwrap_or_default();
    text::compatible(&first).starts_with(['=', '+', '-', '@', '\t', '\r'])
}
