//! Builds LIKE patterns from words that people type.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

diesel::define_sql_function! {
    /// The SQL function that normalised the searched columns.
    fn normaliser(texte: Text) -> Text;
}

/// Normalises a text as searched columns are: lower case, without accents.
pub(super) async fn normalise(conn: &AsyncPgConnection, typed: &str) -> QueryResult<String> {
    diesel::select(normaliser(typed)).get_result(&mut &*conn).await
}

/// Characters that always separate words.
const BETWEEN: [char; 9] = [',', ';', '<', '>', '"', '(', ')', '“', '”'];
/// Characters that separate words, except inside addresses and file numbers.
const JOINING: [char; 6] = ['-', '\'', '’', '/', ':', '|'];

/// Splits a search into words and drops the punctuation between them, because the searched text may use another one.
/// A word with a digit or an @ is an address or a file number and keeps its punctuation.
pub(super) fn words(text: &str) -> Vec<&str> {
    let between = |sign: char| sign.is_whitespace() || BETWEEN.contains(&sign);
    let split = |word: &'_ str| -> bool { !word.contains(|sign: char| sign == '@' || sign.is_ascii_digit()) };
    text.split(between)
        .flat_map(|word| word.split(move |sign: char| split(word) && JOINING.contains(&sign)))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns the words, or the punctuation itself when there is no word: a search of punctuation alone must match
/// nothing rather than everything.
pub(super) fn or_signs<'a>(words: Vec<&'a str>, text: &'a str) -> Vec<&'a str> {
    if words.is_empty() { text.split_whitespace().collect() } else { words }
}

/// Returns a LIKE pattern that matches texts containing the word.
pub(super) fn anywhere(word: &str) -> String {
    format!("%{}%", escape(word))
}

/// Returns a LIKE pattern that matches texts beginning with the word.
pub(super) fn beginning(word: &str) -> String {
    format!("{}%", escape(word))
}

/// Escapes `%`, `_` and `\`, which are plain characters of a search.
fn escape(token: &str) -> String {
    let mut escaped = String::with_capacity(token.len());
    for letter in token.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_signs_are_plain_characters() {
        assert_eq!(anywhere("50%_a\\b"), "%50\\%\\_a\\\\b%");
        assert_eq!(beginning("%"), "\\%%");
    }
}
