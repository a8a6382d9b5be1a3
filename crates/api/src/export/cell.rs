//! What stands in the cells of a file, whatever its format.

use std::fs::File;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Europe::Paris;

use crate::contact::text;

/// A column of a file.
#[derive(Debug)]
pub(super) struct Column {
    /// What its first cell says.
    pub(super) header: &'static str,
    /// Width in a spreadsheet, in characters.
    pub(super) width: f64,
}

/// A table with a title and columns.
#[derive(Debug)]
pub(super) struct Table {
    /// The name of a spreadsheet's sheet.
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
}

impl Cell {
    /// A text, or nothing.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// An instant, or nothing.
    pub(super) fn instant(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Empty, Self::Instant)
    }
}

/// What writes a format.
pub(super) trait WriteRows: Send {
    /// Adds a row.
    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()>;

    /// The whole file, at its beginning.
    fn finish(self: Box<Self>) -> anyhow::Result<File>;
}

/// An instant by the clocks of Paris.
pub(super) fn in_paris(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Paris).naive_local()
}

/// Whether a spreadsheet would take the text for a formula (OWASP, "CSV Injection"): the first sign that is seen begins
/// one, in full width too.
pub(super) fn looks_like_a_formula(text: &str) -> bool {
    let first = text.chars().find(|&sign| !text::is_invisible(sign)).map(String::from).unwrap_or_default();
    text::compatible(&first).starts_with(['=', '+', '-', '@', '\t', '\r'])
}
