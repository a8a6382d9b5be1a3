//! Writes CSV for French spreadsheets: `;`, CRLF, and a byte order mark for UTF-8.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Seek as _, Write as _};

use anyhow::Context as _;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::cell::{Cell, Table, WriteRows, in_paris, looks_like_a_formula};

/// Without it, spreadsheets decode the file with the machine's encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes a table as CSV.
pub(super) struct CsvWriter(Writer<File>);

impl CsvWriter {
    /// Creates a temporary file with its headers.
    pub(super) fn create(table: &Table) -> anyhow::Result<Self> {
        let mut file = tempfile::tempfile().context("temporary file")?;
        file.write_all(BYTE_ORDER_MARK)?;
        // Quoted here, because the crate only quotes its own separator while spreadsheets of other countries use the
        // comma.
        let mut writer = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Never)
            .from_writer(file);
        writer.write_record(table.columns.iter().map(|column| column.header))?;
        Ok(Self(writer))
    }
}

impl WriteRows for CsvWriter {
    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        for cell in row {
            self.0.write_field(quoted(field(cell)).as_ref())?;
        }
        // Ends the record.
        self.0.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> anyhow::Result<File> {
        let mut file = self.0.into_inner().map_err(csv::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        // The apostrophe makes it a text; CSV has no other way.
        Cell::Text(text) if looks_like_a_formula(text) => Cow::Owned(format!("'{text}")),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Day(day) => Cow::Owned(day.to_string()),
        Cell::Instant(at) => Cow::Owned(in_paris(*at).format("%Y-%m-%d %H:%M").to_string()),
    }
}

/// Quotes a field that contains a separator, a quote or a line break (RFC 4180 §2).
fn quoted(field: Cow<'_, str>) -> Cow<'_, str> {
    if field.contains([';', ',', '\t', '"', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_made_a_text() {
        for text in [
            "=1+1",
            "+33",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            "\u{FEFF}=1",
            "\u{AD}=1",
            "\u{200B}\u{200B}+1",
        ] {
            assert_eq!(field(&Cell::Text(text.to_owned())), format!("'{text}"));
        }
        for text in ["", "a=1", "06 12 34 56 78", "'=1", " =1", "l’été"] {
            assert_eq!(field(&Cell::Text(text.to_owned())), text);
        }
    }

    #[test]
    fn a_field_with_a_separator_of_any_country_is_between_quotes() {
        for (text, written) in [
            ("rue A,=1+1", "\"rue A,=1+1\""),
            ("A;B", "\"A;B\""),
            ("Le \"Grand\"", "\"Le \"\"Grand\"\"\""),
            ("12 rue X\nBât. C", "\"12 rue X\nBât. C\""),
            ("l’été", "l’été"),
        ] {
            assert_eq!(quoted(Cow::Borrowed(text)), written);
        }
    }

    #[test]
    fn instants_are_those_of_paris_in_summer_and_winter() {
        for (utc, paris) in
            [("2026-02-17T09:30:00Z", "2026-02-17 10:30"), ("2026-07-31T22:15:59Z", "2026-08-01 00:15")]
        {
            assert_eq!(field(&Cell::Instant(utc.parse().unwrap())), paris);
        }
    }
}
