//! Sends exports over HTTP: format parameter, response with the file.

use actix_web::body::{self, SizedStream};
use actix_web::http::header::{CacheControl, CacheDirective, ContentDisposition};
use actix_web::{HttpResponse, HttpResponseBuilder};
use chrono::NaiveDate;
use common::EvenementSecurite;
use common::auth::Utilisateur;
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use utoipa::{IntoParams, ToSchema};

use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::export::{Draft, Format};
use crate::extract::empty_as_none;
use crate::state::AppState;

/// Number of bytes read from the file at a time.
const CHUNK: usize = 64 * 1024;

/// The file of an export. Every format is binary: a generated client of an operation with a text format would decode
/// the other one as text.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct ExportFile(());

/// Query parameter of the file format.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// `csv`: UTF-8 with `;`, safe to open in a spreadsheet; `xlsx`: typed cells.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Format, inline, required = true)]
    format: Option<Format>,
}

impl FormatQuery {
    /// Returns the format.
    ///
    /// # Errors
    /// 400 when the parameter is missing.
    pub(super) fn format(&self) -> ApiResult<Format> {
        let missing = (
            "Le paramètre « format » est requis : csv ou xlsx.",
            "The parameter `format` is required: csv or xlsx.",
        );
        self.format.ok_or_else(|| ApiError::new(ErrorCode::RequeteInvalide, missing))
    }
}

/// Records an export in the security journal. If that fails, the file is refused.
pub(super) async fn note_export(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    (person, client): (&Utilisateur, &Client),
    list: &str,
) -> ApiResult<()> {
    let entry = NewEntree::new(EvenementSecurite::Export, state.clock.now()).from(client);
    Ok(entry.by(person.id_utilisateur).detail(list).insert(conn).await?)
}

/// Sends the finished file, named `name` and this day.
pub(super) async fn download(draft: Draft, name: &str, day: NaiveDate) -> ApiResult<HttpResponse> {
    let format = draft.format();
    let (file, length) = draft.finish().await?;
    let chunks = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK);
    Ok(headers(format, name, day).body(SizedStream::new(length, chunks)))
}

/// Answers a HEAD request with the headers of the file; its length is unknown before the file is made.
pub(super) fn announce(format: Format, name: &str, day: NaiveDate) -> HttpResponse {
    headers(format, name, day).body(body::None::new())
}

fn headers(format: Format, name: &str, day: NaiveDate) -> HttpResponseBuilder {
    let filename = format!("{name}-{day}.{}", format.extension());
    let mut response = HttpResponse::Ok();
    response
        .content_type(format.content_type())
        .insert_header(ContentDisposition::attachment(filename))
        .insert_header(CacheControl(vec![CacheDirective::NoStore]));
    response
}
