//! Helpers to download and read an export.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::reading::rows::address;
use crate::support::client::Client;

/// Path of the prospects' export.
pub(crate) const PROSPECTS: &str = "/api/prospects/export";
/// Path of the candidates' export.
pub(crate) const CANDIDATS: &str = "/api/candidats/export";
/// Path of the error journal's export.
pub(crate) const JOURNAL: &str = "/api/journal-erreurs/export";

/// Path of the audit log's export.
pub(crate) const AUDIT: &str = "/api/rgpd/audit/export";

/// A downloaded file.
pub(crate) struct File {
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// Downloads an export with these parameters.
pub(crate) async fn download(client: &Client, path: &str, query: &[(&str, &str)]) -> File {
    let response = client.request(Method::GET, &address(path, query)).send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    File { headers, bytes }
}

/// Returns the text of a CSV export without its byte order mark.
pub(crate) async fn csv_text(client: &Client, path: &str, query: &[(&str, &str)]) -> String {
    let file = download(client, path, &[&[("format", "csv")], query].concat()).await;
    let text = String::from_utf8(file.bytes).expect("UTF-8");
    text.strip_prefix('\u{feff}').expect("a byte order mark").to_owned()
}

/// Returns the rows of a CSV export, headers first.
pub(crate) async fn csv_rows(client: &Client, path: &str, query: &[(&str, &str)]) -> Vec<Vec<String>> {
    let text = csv_text(client, path, query).await;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Returns the rows of an XLSX export with one sheet, headers first; asserts that no cell is a formula.
pub(crate) async fn xlsx_rows(client: &Client, path: &str, query: &[(&str, &str)]) -> Vec<Vec<Data>> {
    let file = download(client, path, &[&[("format", "xlsx")], query].concat()).await;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(book.worksheet_formula(&names[0]).unwrap().is_empty());
    book.worksheet_range(&names[0]).unwrap().rows().map(<[Data]>::to_vec).collect()
}
