//! What a typed search looks for: tokens, and the LIKE patterns that an index can serve.

use diesel::prelude::*;
use diesel_async::AsyncPgConnection;

use crate::db::like::{escape, normalise};

/// A search, as LIKE patterns: a row must match every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Patterns for the whole searched text.
    Anywhere(Vec<String>),
    /// Patterns for the beginning of nom or prénom: nothing in the search is long enough for the trigram index.
    Beginning(Vec<String>),
}

/// Reads a search as it was typed; `None` when it looks for nothing.
pub async fn search(conn: &AsyncPgConnection, typed: &str) -> QueryResult<Option<Search>> {
    Ok(Search::of_normalised(&normalise(conn, typed).await?))
}

impl Search {
    fn of_normalised(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        if tokens.is_empty() {
            return None;
        }
        let escaped = tokens.iter().map(|token| escape(token));
        Some(if tokens.iter().any(|token| has_trigram(token)) {
            Self::Anywhere(escaped.map(|token| format!("%{token}%")).collect())
        } else {
            Self::Beginning(escaped.map(|token| format!("{token}%")).collect())
        })
    }
}

/// Words, in the order typed; neighbours that make a telephone number are one token.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_number = false;
    for word in text.split_whitespace() {
        let digits = telephone_part(word);
        match (digits, tokens.last_mut()) {
            (Some(digits), Some(number)) if in_number => number.push_str(&digits),
            (Some(ref digits), _) => tokens.push(digits.clone()),
            (None, _) => tokens.push(word.to_owned()),
        }
        in_number = telephone_part(word).is_some();
    }
    tokens
}

/// The digits of a word that holds nothing else but the signs of telephone numbers; a leading `+` stays, since numbers
/// are kept in E.164.
fn telephone_part(word: &str) -> Option<String> {
    let is_number = word.contains(|c: char| c.is_ascii_digit())
        && word
            .strip_prefix('+')
            .unwrap_or(word)
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    is_number.then(|| word.replace(['.', '-'], ""))
}

/// Whether `pg_trgm` finds a trigram in `%token%`. It pads words with two blanks before and one behind, but only where
/// the token itself shows that the word begins or ends. Without a trigram the index is of no use, and a search without a
/// hit would read the whole table.
fn has_trigram(token: &str) -> bool {
    if token.chars().count() < 3 {
        return false;
    }
    let words: Vec<&str> = token.split(|c: char| !c.is_alphanumeric()).collect();
    let last = words.len() - 1;
    words.iter().enumerate().any(|(place, word)| {
        let letters = word.chars().count();
        let padding = if place > 0 { 2 } else { 0 } + usize::from(place < last);
        letters > 0 && letters + padding >= 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with an Option")]
    fn anywhere(patterns: &[&str]) -> Option<Search> {
        Some(Search::Anywhere(patterns.iter().map(|&pattern| pattern.to_owned()).collect()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with an Option")]
    fn beginning(patterns: &[&str]) -> Option<Search> {
        Some(Search::Beginning(patterns.iter().map(|&pattern| pattern.to_owned()).collect()))
    }

    #[test]
    fn words_are_looked_for_anywhere_and_in_any_order() {
        assert_eq!(Search::of_normalised("martin  lyon"), anywhere(&["%martin%", "%lyon%"]));
        assert_eq!(Search::of_normalised("de martin"), anywhere(&["%de%", "%martin%"]));
    }

    #[test]
    fn one_or_two_letters_are_looked_for_at_the_beginning_of_names() {
        assert_eq!(Search::of_normalised("du"), beginning(&["du%"]));
        assert_eq!(Search::of_normalised("du m"), beginning(&["du%", "m%"]));
    }

    #[test]
    fn like_signs_are_plain_characters() {
        assert_eq!(Search::of_normalised("50%_a\\b"), anywhere(&["%50\\%\\_a\\\\b%"]));
        assert_eq!(Search::of_normalised("%"), beginning(&["\\%%"]));
        assert_eq!(Search::of_normalised("_%_"), beginning(&["\\_\\%\\_%"]));
    }

    #[test]
    fn a_telephone_number_is_one_token_however_it_is_spaced() {
        let number = anywhere(&["%0639981234%"]);
        for typed in ["06 39 98 12 34", "06.39.98.12.34", "06-39-98-12-34", "0639981234"] {
            assert_eq!(Search::of_normalised(typed), number, "{typed}");
        }
        assert_eq!(Search::of_normalised("+33 6 39 98"), anywhere(&["%+3363998%"]));
        assert_eq!(Search::of_normalised("dupont 06 39 lyon"), anywhere(&["%dupont%", "%0639%", "%lyon%"]));
    }

    #[test]
    fn what_is_not_only_a_number_stays_as_typed() {
        assert_eq!(Search::of_normalised("marie-75 a+b@c.fr"), anywhere(&["%marie-75%", "%a+b@c.fr%"]));
    }

    #[test]
    fn a_search_without_trigram_never_reads_the_whole_table() {
        for typed in ["---", "...", "@@@@", "a--"] {
            assert!(matches!(Search::of_normalised(typed), Some(Search::Beginning(_))), "{typed}");
        }
        for typed in ["a@b", "@fr", "ab.", "+33", "123"] {
            assert!(matches!(Search::of_normalised(typed), Some(Search::Anywhere(_))), "{typed}");
        }
    }

    #[test]
    fn blanks_look_for_nothing() {
        assert_eq!(Search::of_normalised(" \u{3000} "), None);
    }
}
