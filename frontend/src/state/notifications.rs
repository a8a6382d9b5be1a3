//! Unread count of the bell, and toasts of new notifications.

use std::time::Duration;

use common::notification::{MarkNotificationsReadRequest, Notification};
use common::{Action, Priorite, TypeNotification};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::invalidation::{Topic, announce, invalidate, on_invalidation};
use super::live_actions::{LiveActions, use_live_actions};
use super::toasts::{Toast, Toasts, use_toasts};
use crate::api;
use crate::model::action::Outcome;
use crate::model::announced::{Announced, Subject, Unclaimed};
use crate::model::seen::Seen;
use crate::model::tone::Tone;

/// Maximum number of notifications shown as separate toasts in a burst, such as after an absence. One more toast counts
/// all; the bell lists them.
const ONE_BY_ONE: usize = 3;
const BURST: Duration = Duration::from_millis(250);

/// A new notification, and the action that it announces.
type News = (Notification, Option<Subject>);

/// Notifications and actions that the stream told.
#[derive(Default)]
struct Told {
    /// The notifications that no toast shows yet.
    arrived: Vec<News>,
    unclaimed: Unclaimed,
    announced: Announced,
}

/// State of the notifications; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct NotificationsState {
    unread: RwSignal<i64>,
    told: StoredValue<Told>,
    live_actions: LiveActions,
    seen: StoredValue<Seen>,
    toasts: Toasts,
    /// Path of what is on the screen, whose notifications need no toast.
    watched: StoredValue<Option<String>>,
}

impl NotificationsState {
    /// Returns the unread count (tracked).
    pub(crate) fn unread(self) -> i64 {
        self.unread.get()
    }

    /// Loads the unread count from the service.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            // A failure keeps the last count; the connection state already shows the problem.
            if let Ok(counts) = api::notifications::counts().await {
                self.unread.set(counts.non_lues);
            }
        });
    }

    /// Forgets what only the former owner of the page may know.
    fn give_up(self) {
        self.unread.set(0);
        self.told.set_value(Told::default());
        self.live_actions.give_up();
    }

    /// Applies an unread count from the stream.
    pub(super) fn counted(self, unread: i64) {
        self.unread.set(unread);
        announce(&Topic::Notifications);
    }

    /// Remembers an action of the stream, whose notification follows.
    pub(super) fn heard(self, action: &Action) {
        // An action of a bulk change has no notification.
        if action.id_lot.is_none() {
            self.told.update_value(|told| told.announced.hear(action));
        }
    }

    /// Shows no toast of the notifications that link to this path while the current component is shown, and marks them
    /// as read unless they are failures.
    pub(crate) fn watch(self, path: String) {
        self.watched.set_value(Some(path.clone()));
        on_cleanup(move || {
            if self.is_watched(&path) {
                self.watched.set_value(None);
            }
        });
    }

    fn is_watched(self, path: &str) -> bool {
        self.watched.with_value(|watched| watched.as_deref() == Some(path))
    }

    /// Handles a new notification; repetitions of the stream are ignored.
    pub(super) fn arrived(self, notification: Notification) {
        if self.seen.try_update_value(|seen| seen.is_new(notification.id)) != Some(true) {
            return;
        }
        let waiting = self.told.try_update_value(|told| {
            let subject = told.announced.subject(&notification);
            told.arrived.push((notification, subject));
            told.arrived.len()
        });
        announce(&Topic::Notifications);
        if waiting == Some(1) {
            set_timeout(move || self.show_arrived(), BURST);
        }
    }

    fn show_arrived(self) {
        let mut all =
            self.told.try_update_value(|told| std::mem::take(&mut told.arrived)).unwrap_or_default();
        let on_screen =
            |one: &Notification| one.lien_action.as_deref().is_some_and(|path| self.is_watched(path));
        // A failure stays unread until the person has dealt with it.
        self.mark_as_read(&all, |one| on_screen(one) && one.priorite != Priorite::Urgente);
        all.retain(|(notification, subject)| {
            !on_screen(notification)
                && subject.as_ref().is_none_or(|subject| match notification.type_notification {
                    // The start of an action whose card is on screen, or which has ended, needs no toast.
                    TypeNotification::ActionStart => {
                        subject.outcome == Outcome::Running
                            && !self.live_actions.is_watched(&subject.id_prospect)
                    }
                    // The undo was answered in this tab.
                    TypeNotification::ActionAnnulee => !self.live_actions.is_mine(subject.id_conversion),
                    _ => true,
                })
        });
        if all.len() > ONE_BY_ONE {
            let count = all.len();
            all.retain(|(one, _)| one.priorite == Priorite::Urgente);
            let left_out = all.len().saturating_sub(ONE_BY_ONE);
            all.drain(..left_out);
            self.toasts.push(burst(count, left_out));
        }
        for (notification, subject) in all {
            self.toasts.push(toast(notification).about(subject));
        }
    }

    /// Marks the start, the undo and the success of this person's own actions as read, and those that were `seen`.
    fn mark_as_read(self, all: &[News], seen: impl Fn(&Notification) -> bool) {
        let mut ids = Vec::new();
        self.told.update_value(|Told { unclaimed, .. }| {
            for (notification, subject) in all {
                match subject {
                    _ if seen(notification) => ids.push(notification.id),
                    Some(subject)
                        if matches!(subject.outcome, Outcome::Running | Outcome::Done | Outcome::Undone) =>
                    {
                        unclaimed.push(notification.id, subject.id_conversion);
                    }
                    _ => {}
                }
            }
            unclaimed.claim(|id| self.live_actions.is_mine(id), &mut ids);
        });
        if ids.is_empty() {
            return;
        }
        spawn_local(async move {
            // After a failure they stay unread, which the bell shows.
            if api::notifications::mark_read(&MarkNotificationsReadRequest { ids: Some(ids), jusqua: None })
                .await
                .is_ok()
            {
                invalidate(&Topic::Notifications);
                self.refresh();
            }
        });
    }
}

/// Returns the tone of a notification type.
pub(crate) const fn tone(type_notification: TypeNotification) -> Tone {
    match type_notification {
        TypeNotification::ActionStart | TypeNotification::ActionAnnulee | TypeNotification::Relances => {
            Tone::Info
        }
        TypeNotification::ActionSuccess => Tone::Success,
        TypeNotification::ActionPartielle => Tone::Warning,
        TypeNotification::ErreurWebhook | TypeNotification::Erreur => Tone::Danger,
    }
}

/// Returns the toast that counts a burst. It stays when failures have no toast of their own.
fn burst(count: usize, failures_left_out: usize) -> Toast {
    let title = format!("{count} nouvelles notifications");
    let list = "la cloche en donne la liste.";
    match failures_left_out {
        0 => Toast::info(title).message("La cloche en donne la liste."),
        1 => Toast::error(title).message(["Dont un autre échec\u{a0}: ", list].concat()),
        more => Toast::error(title).message(format!("Dont {more} autres échecs\u{a0}: {list}")),
    }
}

fn toast(notification: Notification) -> Toast {
    let link = notification.lien_action.map(|href| (href, "Voir".to_owned()));
    Toast {
        tone: tone(notification.type_notification),
        message: Some(notification.message),
        link,
        ..Toast::info(notification.titre)
    }
}

/// Provides the notifications.
pub(super) fn provide() {
    let state = NotificationsState {
        unread: RwSignal::new(0),
        told: StoredValue::new(Told::default()),
        live_actions: use_live_actions(),
        seen: StoredValue::new(Seen::default()),
        toasts: use_toasts(),
        watched: StoredValue::new(None),
    };
    on_invalidation(move |topic| match topic {
        Topic::Everything => state.refresh(),
        Topic::Owner => state.give_up(),
        _ => {}
    });
    provide_context(state);
}

/// Returns the notifications.
pub(crate) fn use_notifications() -> NotificationsState {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_owner_of_the_page_has_no_notification_of_the_former_one() {
        Owner::new().with(|| {
            super::super::toasts::provide();
            super::super::live_actions::provide();
            provide();
            let state = use_notifications();
            state.unread.set(7);
            state.told.update_value(|told| told.unclaimed.push(1, 2.into()));
            invalidate(&Topic::Owner);
            let mut claimed = Vec::new();
            state.told.update_value(|told| told.unclaimed.claim(|_| true, &mut claimed));
            assert_eq!((untrack(|| state.unread()), claimed), (0, vec![]));
        });
    }

    #[test]
    fn the_count_of_a_burst_stays_while_it_stands_for_failures() {
        assert!(!burst(4, 0).stays());
        assert!(burst(4, 1).stays());
        let seven = burst(9, 4);
        assert!(seven.stays());
        assert_eq!(
            seven.message.as_deref(),
            Some("Dont 4 autres échecs\u{a0}: la cloche en donne la liste.")
        );
    }
}
