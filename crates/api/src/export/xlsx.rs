//! Writes XLSX with typed cells: numbers, dates, and texts that are never formulas.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Seek as _};

use anyhow::Context as _;
use rust_xlsxwriter::{ColNum, Format, RowNum, Workbook, Worksheet};

use super::cell::{Cell, Table, WriteRows, in_paris, looks_like_a_formula};

/// Maximum number of rows of a sheet, headers included.
const ROWS: RowNum = 1_048_576;
/// Maximum length of a text, in UTF-16 units.
const TEXT_LIMIT: usize = 32_767;

/// Writes a table as XLSX, on as many sheets as its rows need.
pub(super) struct XlsxWriter {
    table: &'static Table,
    /// The full sheets.
    book: Workbook,
    sheet: Worksheet,
    next_row: RowNum,
    rows_per_sheet: RowNum,
    formats: Formats,
}

/// Cell formats.
struct Formats {
    header: Format,
    day: Format,
    instant: Format,
    /// Format that keeps a cell a text when somebody edits it.
    quoted: Format,
}

impl XlsxWriter {
    /// Creates a workbook with its headers; rows go to temporary files.
    pub(super) fn create(table: &'static Table) -> anyhow::Result<Self> {
        Self::with_sheets_of(ROWS, table)
    }

    fn with_sheets_of(rows_per_sheet: RowNum, table: &'static Table) -> anyhow::Result<Self> {
        let formats = Formats {
            header: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            quoted: Format::new().set_quote_prefix(),
        };
        let mut book = Workbook::new();
        let sheet = sheet(&mut book, table, 1, &formats)?;
        Ok(Self { table, book, sheet, next_row: 1, rows_per_sheet, formats })
    }

    fn start_next_sheet(&mut self) -> anyhow::Result<()> {
        let rank = self.book.worksheets().len() + 2;
        let next = sheet(&mut self.book, self.table, rank, &self.formats)?;
        self.book.push_worksheet(std::mem::replace(&mut self.sheet, next));
        self.next_row = 1;
        Ok(())
    }
}

/// Creates an empty sheet with its headers.
fn sheet(book: &mut Workbook, table: &Table, rank: usize, formats: &Formats) -> anyhow::Result<Worksheet> {
    let mut sheet = book.new_worksheet_with_constant_memory().context("temporary file")?;
    let name = if rank == 1 { table.title.to_owned() } else { format!("{} {rank}", table.title) };
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, place) in table.columns.iter().zip(0..) {
        sheet.set_column_width(place, column.width)?;
        sheet.write_string_with_format(0, place, column.header, &formats.header)?;
    }
    Ok(sheet)
}

impl WriteRows for XlsxWriter {
    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        if self.next_row == self.rows_per_sheet {
            self.start_next_sheet()?;
        }
        for (cell, column) in row.iter().zip(0..) {
            write_cell(&mut self.sheet, (self.next_row, column), cell, &self.formats)?;
        }
        self.next_row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<File> {
        self.book.push_worksheet(self.sheet);
        let mut file = BufWriter::new(tempfile::tempfile().context("temporary file")?);
        self.book.save_to_writer(&mut file)?;
        let mut file = file.into_inner()?;
        file.rewind()?;
        Ok(file)
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    cell: &Cell,
    formats: &Formats,
) -> anyhow::Result<()> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if looks_like_a_formula(text) => {
            sheet.write_string_with_format(row, column, fitting(text), &formats.quoted)?;
        }
        Cell::Text(text) => {
            sheet.write_string(row, column, fitting(text))?;
        }
        Cell::Number(number) => match i32::try_from(*number) {
            Ok(number) => {
                sheet.write_number(row, column, number)?;
            }
            // A spreadsheet's numbers have 15 digits, so greater ones would be rounded.
            Err(_) => {
                sheet.write_string(row, column, number.to_string())?;
            }
        },
        Cell::Day(day) => {
            sheet.write_datetime_with_format(row, column, day, &formats.day)?;
        }
        Cell::Instant(at) => {
            sheet.write_datetime_with_format(row, column, in_paris(*at), &formats.instant)?;
        }
    }
    Ok(())
}

/// Truncates a text to the limit of a cell.
fn fitting(text: &str) -> Cow<'_, str> {
    // A text never has more UTF-16 units than bytes, so most texts need no count.
    if text.len() <= TEXT_LIMIT || text.encode_utf16().count() <= TEXT_LIMIT {
        return Cow::Borrowed(text);
    }
    let mut units = 1;
    let kept = text.chars().take_while(|letter| {
        units += letter.len_utf16();
        units <= TEXT_LIMIT
    });
    Cow::Owned(kept.chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx};

    use super::super::cell::Column;
    use super::*;

    static TABLE: Table = Table { title: "Essai", columns: &[Column { header: "N°", width: 8.0 }] };

    /// Writes a workbook of `rows` rows, three per sheet, and reads its sheets.
    fn sheets(rows: i64) -> Vec<(String, Vec<Data>)> {
        let mut writer = XlsxWriter::with_sheets_of(4, &TABLE).unwrap();
        (1..=rows).for_each(|number| writer.write(&[Cell::Number(number)]).unwrap());
        let file = Box::new(writer).finish().unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::BufReader::new(file)).unwrap();
        let column = |(name, range): (String, calamine::Range<Data>)| {
            (name, range.rows().map(|row| row[0].clone()).collect())
        };
        book.worksheets().into_iter().map(column).collect()
    }

    fn expected(name: &str, numbers: std::ops::RangeInclusive<i32>) -> (String, Vec<Data>) {
        let header = std::iter::once(Data::String("N°".to_owned()));
        (name.to_owned(), header.chain(numbers.map(|number| Data::Float(number.into()))).collect())
    }

    #[test]
    fn rows_that_a_sheet_can_not_hold_go_to_the_next() {
        assert_eq!(sheets(0).len(), 1);
        assert_eq!(sheets(3), [expected("Essai", 1..=3)]);
        assert_eq!(sheets(4), [expected("Essai", 1..=3), expected("Essai 2", 4..=4)]);
        let seven = [expected("Essai", 1..=3), expected("Essai 2", 4..=6), expected("Essai 3", 7..=7)];
        assert_eq!(sheets(7), seven);
    }

    #[test]
    fn a_text_is_cut_where_a_cell_is_full_and_not_before() {
        let full = "é".repeat(TEXT_LIMIT);
        assert_eq!(fitting(&full), full);
        assert_eq!(fitting(&format!("{full}x")).chars().count(), TEXT_LIMIT);
        let pairs = fitting(&"💎".repeat(TEXT_LIMIT)).into_owned();
        assert_eq!((pairs.encode_utf16().count(), pairs.ends_with('…')), (TEXT_LIMIT, true));
    }
}
