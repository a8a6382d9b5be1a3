//! Texts that are searched for.

use common::liste::SEARCH_LENGTH;

/// A text as it can be searched for: control characters, which the API refuses and a spreadsheet's cells bring along,
/// become spaces.
pub(crate) fn clean(text: &str) -> String {
    let readable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    readable.trim().chars().take(SEARCH_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_is_pasted_from_a_spreadsheet_can_be_searched_for() {
        assert_eq!(clean("\tMartin\tNicolas\r\n"), "Martin Nicolas");
        assert_eq!(clean("a\u{0}b\u{85}c"), "a b c");
        assert_eq!(clean(&"é".repeat(201)), "é".repeat(200));
    }
}
