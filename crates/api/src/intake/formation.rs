//! Validates the requested formation of a prospect.

use common::FieldCode;
use diesel_async::AsyncPgConnection;

use crate::contact::{Check, text};
use crate::db;
use crate::error::ApiResult;

/// Returns the code of a formation of the catalogue, or `None` for an empty text.
pub(super) async fn wished(
    check: &mut Check,
    conn: &mut AsyncPgConnection,
    typed: Option<&str>,
) -> ApiResult<Option<String>> {
    let Some(code) = typed.map(text::line).filter(|code| !code.is_empty()) else { return Ok(None) };
    let found = db::catalogue::find_formation(conn, &code).await?;
    if found.is_none() {
        let message = "Cette formation n’est pas au catalogue.";
        check.refuse("formationSouhaitee", FieldCode::FormationInconnue, message);
    }
    Ok(found.map(|formation| formation.code))
}
