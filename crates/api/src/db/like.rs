//! LIKE patterns for words that people typed.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

diesel::define_sql_function! {
    /// The rule by which the searched columns were normalised.
    fn normaliser(texte: Text) -> Text;
}

/// A text in the form in which searched columns are kept: lower case, without accents.
pub(super) async fn normalise(conn: &AsyncPgConnection, typed: &str) -> QueryResult<String> {
    diesel::select(normaliser(typed)).get_result(&mut &*conn).await
}

/// `%`, `_` and `\` are plain characters of a search.
pub(super) fn escape(token: &str) -> String {
    let mut escaped = String::with_capacity(token.len());
    for letter in token.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
