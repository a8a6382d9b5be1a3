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

/// Signs that stand between words whatever the words are.
const BETWEEN: [char; 9] = [',', ';', '<', '>', '"', '(', ')', '“', '”'];
/// Signs that join words, and are a part of addresses and file numbers.
const JOINING: [char; 6] = ['-', '\'', '’', '/', ':', '|'];

/// The words of a search, without the punctuation between them: the text that is searched may have another one. A word
/// with a digit or an @ is an address or a file number: the signs in it are its own.
pub(super) fn words(text: &str) -> Vec<&str> {
    let between = |sign: char| sign.is_whitespace() || BETWEEN.contains(&sign);
    let split = |word: &'_ str| -> bool { !word.contains(|sign: char| sign == '@' || sign.is_ascii_digit()) };
    text.split(between)
        .flat_map(|word| word.split(move |sign: char| split(word) && JOINING.contains(&sign)))
        .filter(|word| !word.is_empty())
        .collect()
}

/// What a search of signs alone looks for: the signs. It must find nobody rather than everybody.
pub(super) fn or_signs<'a>(words: Vec<&'a str>, text: &'a str) -> Vec<&'a str> {
    if words.is_empty() { text.split_whitespace().collect() } else { words }
}

/// A LIKE pattern for texts that hold a word anywhere.
pub(super) fn anywhere(word: &str) -> String {
    format!("%{}%", escape(word))
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
