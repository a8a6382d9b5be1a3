//! The bell: its badge, its accessible name, and its list.

use common::notification::NotificationLue;

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

/// Returns the older notifications after the newest page was read again: those that it pushed out come first. `None`
/// when the two readings of the page have nothing in common, so that some between them may be missing.
pub(crate) fn older(
    before: &[NotificationLue],
    newest: &[NotificationLue],
    older: Vec<NotificationLue>,
) -> Option<Vec<NotificationLue>> {
    let is_shown =
        |one: &&NotificationLue| newest.iter().any(|new| new.notification.id == one.notification.id);
    before.iter().find(is_shown)?;
    let mut all: Vec<_> = before.iter().filter(|one| !is_shown(one)).cloned().collect();
    all.extend(older);
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_push_notifications_out_of_the_newest_page_and_hide_none() {
        let page = |ids: std::ops::RangeInclusive<i64>| -> Vec<NotificationLue> {
            let one = |id: i64| {
                let notification = serde_json::from_value(serde_json::json!({
                    "id": id, "categorie": "PROSPECT", "type": "ACTION_SUCCESS", "priorite": "NORMALE", "titre": "T",
                    "message": "M", "audience": "ADMIN", "dateCreation": "2026-11-05T09:00:00Z"
                }));
                NotificationLue { notification: notification.unwrap(), lue: false }
            };
            ids.rev().map(one).collect()
        };
        let ids = |all: Vec<NotificationLue>| all.iter().map(|one| one.notification.id).collect::<Vec<_>>();
        let (before, oldest) = (page(11..=20), page(1..=10));
        assert_eq!(ids(older(&before, &before, oldest.clone()).unwrap()), ids(page(1..=10)));
        assert_eq!(ids(older(&before, &page(16..=25), oldest.clone()).unwrap()), ids(page(1..=15)));
        assert_eq!(older(&before, &page(31..=40), oldest), None);
    }

    #[test]
    fn the_name_of_the_bell_contains_what_its_badge_shows() {
        for unread in [1, 2, 99, 100, 236, 1_200] {
            assert!(label(unread).contains(&badge(unread).unwrap()), "{unread}");
        }
        assert_eq!((label(0), badge(0)), ("Notifications".to_owned(), None));
    }
}
