//! Texts of the bell: its badge and its accessible name.

use super::format;

/// Maximum count that the badge shows.
const MOST: i64 = 99;

/// Returns the text of the badge; `None` when everything is read.
pub(crate) fn badge(unread: i64) -> Option<String> {
    (unread > 0).then(|| if unread > MOST { "99+".to_owned() } else { unread.to_string() })
}

/// Returns the accessible name. It contains the text of the badge, as WCAG 2.5.3 asks.
pub(crate) fn label(unread: i64) -> String {
    match unread {
        ..=0 => "Notifications".to_owned(),
        1..=MOST => ["Notifications, ", &format::count(unread, "non lue", "non lues")].concat(),
        _ => "Notifications, 99+ non lues".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_bell_contains_what_its_badge_shows() {
        for unread in [1, 2, 99, 100, 236, 1_200] {
            assert!(label(unread).contains(&badge(unread).unwrap()), "{unread}");
        }
        assert_eq!((label(0), badge(0)), ("Notifications".to_owned(), None));
    }
}
