//! Cleans texts of searches.

use common::liste::SEARCH_LENGTH;

/// Cleans a search: control characters, which the API refuses and spreadsheet cells contain, become spaces.
pub(crate) fn clean(text: &str) -> String {
    let readable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    readable.trim().chars().take(SEARCH_LENGTH).collect()
}

/// Returns true when a person continues to type the current search. The browser's history gets one entry for such a
/// search, instead of one per pause.
pub(crate) fn is_typing_on(before: &str, now: &str) -> bool {
    !before.is_empty() && !now.is_empty() && before != now
}

#[cfg(test)]
mod tests {
    use super::{clean, is_typing_on};

    #[test]
    fn what_is_pasted_from_a_spreadsheet_can_be_searched_for() {
        assert_eq!(clean("\tMartin\tNicolas\r\n"), "Martin Nicolas");
        assert_eq!(clean("a\u{0}b\u{85}c"), "a b c");
        assert_eq!(clean(&"é".repeat(201)), "é".repeat(200));
    }

    #[test]
    fn only_a_search_that_goes_on_is_one_step_of_the_same_walk() {
        assert!(is_typing_on("du", "dum"));
        assert!(!is_typing_on("", "d") && !is_typing_on("d", "") && !is_typing_on("du", "du"));
    }
}
