//! The opaque cursor of the notification list.

use std::fmt;
use std::str::FromStr;

/// The last notification of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor(pub i64);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{:x}", self.0)
    }
}

/// The text is not a cursor of this list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let digits = text.strip_prefix('n').ok_or(NotACursor)?;
        let cursor = i64::from_str_radix(digits, 16).map(Self).map_err(|_| NotACursor)?;
        // One form only: no sign, no leading zeros.
        if cursor.0 > 0 && cursor.to_string() == text { Ok(cursor) } else { Err(NotACursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_gave_is_a_cursor() {
        assert_eq!(Cursor(981).to_string().parse(), Ok(Cursor(981)));
        for text in ["", "n", "981", "n0", "n-1", "n+1", "n01", "nFF", "n8000000000000000", "n1 "] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
