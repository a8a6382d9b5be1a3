//! Turns a typed search into tokens, and into conditions that an index serves.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::AsyncPgConnection;

use super::filters::Rows;
use crate::contact::{normalise_email, telephone};
use crate::db::like::{anywhere, beginning, normalise, or_signs, words};
use crate::db::schema::prospects;

/// Number of letters that the trigram index looks for in a longer word.
const PART: usize = 4;
/// The letters of French words, the most frequent first. The order decides how long a search takes, not its result.
const FREQUENT_FIRST: &str = "eaisnrtoludcmpgbvhfqyxjkwz";

diesel::define_sql_function! {
    /// Place of a text in another one, from 1 on, or 0.
    fn strpos(texte: Text, part: Text) -> Integer;
}

/// The tokens of a search; a row must match all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Tokens that may be anywhere in the searched text.
    Anywhere(Vec<String>),
    /// Tokens that nom or prénom begins with, when every token is too short for the trigram index.
    Beginning(Vec<String>),
}

/// Parses a typed search; returns `None` when it holds nothing to look for.
pub async fn search(conn: &AsyncPgConnection, typed: &str) -> QueryResult<Option<Search>> {
    Ok(Search::of_normalised(&normalise(conn, &with_addresses(typed)).await?))
}

impl Search {
    fn of_normalised(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        if tokens.is_empty() {
            return None;
        }
        Some(if tokens.iter().any(|token| has_trigram(token)) {
            Self::Anywhere(tokens)
        } else {
            Self::Beginning(tokens)
        })
    }

    /// Keeps the rows that match.
    pub(super) fn keep<'a>(&'a self, query: Rows<'a>) -> Rows<'a> {
        match self {
            Self::Anywhere(tokens) => tokens.iter().fold(query, |query, token| {
                query.filter(prospects::recherche_document.like(anywhere(token)))
            }),
            Self::Beginning(tokens) => tokens.iter().fold(query, |query, token| {
                let nom = prospects::nom_normalise.like(beginning(token));
                query.filter(nom.or(prospects::prenom_normalise.like(beginning(token))))
            }),
        }
    }

    /// Keeps the rows that match, as [`Search::keep`] does, for a query that reads them all. The trigram index reads a
    /// list of rows for each trigram of a pattern, so it looks for a part of each word; the rows that it finds are then
    /// compared with the whole word.
    pub(super) fn keep_by_parts<'a>(&'a self, query: Rows<'a>) -> Rows<'a> {
        let Self::Anywhere(tokens) = self else { return self.keep(query) };
        tokens.iter().fold(query, |query, token| {
            let part = rarest_part(token);
            let query = query.filter(prospects::recherche_document.like(anywhere(part)));
            if part == token {
                query
            } else {
                query.filter(strpos(prospects::recherche_document, token.as_str()).gt(0))
            }
        })
    }
}

/// Returns the [`PART`] letters of a word that are the rarest ones, or the whole token if it is short or has other signs.
fn rarest_part(token: &str) -> &str {
    let starts: Vec<usize> = token.char_indices().map(|(start, _)| start).collect();
    if starts.len() <= PART || !token.chars().all(char::is_alphabetic) {
        return token;
    }
    let rarity = |part: &&str| -> usize {
        part.chars().map(|letter| FREQUENT_FIRST.find(letter).unwrap_or(FREQUENT_FIRST.len())).sum()
    };
    let ends = starts.iter().skip(PART).copied().chain([token.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| &token[*start..end]);
    parts.max_by_key(rarity).unwrap_or(token)
}

/// Splits the text into tokens. Adjacent words that form a telephone number become one token, in the searchable form
/// of numbers.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for phrase in text.split([',', ';', '<', '>', '"']) {
        let mut number = Vec::new();
        // A colon may stand between a label and its number: `Tél : 06…`.
        for word in phrase.split_whitespace().filter(|word| *word != ":") {
            // A label starts a new number; it does not belong to the previous one.
            let label = word.contains(char::is_alphabetic);
            if !telephone::is_part(word) || label {
                close(&mut tokens, &mut number);
            }
            if telephone::is_part(word) {
                number.push(word);
            } else {
                tokens.extend(words(word).into_iter().map(ToOwned::to_owned));
            }
        }
        close(&mut tokens, &mut number);
    }
    if tokens.is_empty() {
        tokens = or_signs(Vec::new(), text).into_iter().map(ToOwned::to_owned).collect();
    }
    tokens
}

/// Closes a candidate number: its words become one token if they form a number, or plain words otherwise.
fn close(tokens: &mut Vec<String>, number: &mut Vec<&str>) {
    let typed = number.join(" ");
    number.clear();
    match telephone::searched(&typed) {
        Some(digits) => tokens.push(digits),
        None => tokens.extend(words(&typed).into_iter().map(ToOwned::to_owned)),
    }
}

/// Normalises the email addresses of the search as they are stored.
fn with_addresses(typed: &str) -> String {
    let words = typed.split_whitespace().map(|word| {
        let address = word.contains('@').then(|| normalise_email(word)).flatten();
        address.unwrap_or_else(|| word.to_owned())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns true when `pg_trgm` extracts a trigram from `%token%`. It pads a word with two spaces before and one
/// after, but only where the token shows the start or the end of the word. Without a trigram the index is useless,
/// and a search without a match would read the whole table.
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
    fn anywhere(tokens: &[&str]) -> Option<Search> {
        Some(Search::Anywhere(tokens.iter().map(|&token| token.to_owned()).collect()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with an Option")]
    fn beginning(tokens: &[&str]) -> Option<Search> {
        Some(Search::Beginning(tokens.iter().map(|&token| token.to_owned()).collect()))
    }

    #[test]
    fn words_are_looked_for_anywhere_and_in_any_order() {
        assert_eq!(Search::of_normalised("martin  lyon"), anywhere(&["martin", "lyon"]));
        assert_eq!(Search::of_normalised("de martin"), anywhere(&["de", "martin"]));
    }

    #[test]
    fn one_or_two_letters_are_looked_for_at_the_beginning_of_names() {
        assert_eq!(Search::of_normalised("du"), beginning(&["du"]));
        assert_eq!(Search::of_normalised("du m"), beginning(&["du", "m"]));
    }

    #[test]
    fn the_index_looks_for_the_rarest_letters_of_a_word() {
        let parts = ["lefebvre", "camille", "rousseau", "leroux", "élève"].map(rarest_part);
        assert_eq!(parts, ["febv", "mill", "rous", "roux", "élèv"]);
        for whole in ["roux", "mar", "63998", "a@b.example", "marie-75", "𝔞𝔟"] {
            assert_eq!(rarest_part(whole), whole);
        }
    }

    #[test]
    fn a_telephone_number_is_one_token_in_whatever_notation() {
        let number = anywhere(&["639981234"]);
        for typed in [
            "06 39 98 12 34",
            "06.39.98.12.34",
            "06-39-98-12-34",
            "06 / 39 / 98 / 12 / 34",
            "0639981234",
            "(06) 39 98 12 34",
            "+33 (0)6 39 98 12 34",
            "0033 6 39 98 12 34",
            "tel:+33639981234",
            "tel. 06 39 98 12 34",
            "tel : 06 39 98 12 34;",
        ] {
            assert_eq!(Search::of_normalised(typed), number, "{typed}");
        }
        assert_eq!(Search::of_normalised("+33 6 39 98"), anywhere(&["63998"]));
        assert_eq!(Search::of_normalised("dupont 06 39 lyon"), anywhere(&["dupont", "639", "lyon"]));
        assert_eq!(Search::of_normalised("dupont, 0692 12"), anywhere(&["dupont", "69212"]));
        assert_eq!(Search::of_normalised("tel aviv"), anywhere(&["tel", "aviv"]));
    }

    #[test]
    fn punctuation_is_between_words() {
        let both = anywhere(&["anne", "marie"]);
        for typed in [
            "anne-marie",
            "anne, marie",
            "anne;marie",
            "\"anne marie\"",
            "anne (marie)",
            "<anne> marie",
            "anne - marie",
        ] {
            assert_eq!(Search::of_normalised(typed), both, "{typed}");
        }
        assert_eq!(Search::of_normalised("d'arcangelo"), anywhere(&["d", "arcangelo"]));
        assert_eq!(Search::of_normalised("anne <anne-marie@x.fr>"), anywhere(&["anne", "anne-marie@x.fr"]));
    }

    #[test]
    fn an_address_is_searched_in_the_form_in_which_it_is_kept() {
        assert_eq!(with_addresses("Léa <LEA@xn--cole-9oa.fr>;"), "Léa lea@école.fr");
        assert_eq!(with_addresses("mailto:a@exemple.example"), "a@exemple.example");
        assert_eq!(with_addresses("@bureau"), "@bureau");
    }

    #[test]
    fn what_is_not_only_a_number_stays_as_typed() {
        assert_eq!(Search::of_normalised("marie-75 a+b@c.fr"), anywhere(&["marie-75", "a+b@c.fr"]));
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
