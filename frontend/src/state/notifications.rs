//! The unread count of the bell, and the toasts of what has just arrived.

use std::time::Duration;

use common::notification::Notification;
use common::{Priorite, TypeNotification};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::invalidation::{Topic, invalidate, on_invalidation};
use super::toasts::{Toast, Toasts, use_toasts};
use crate::api;
use crate::model::seen::Seen;
use crate::model::tone::Tone;

/// After an absence many arrive at once: so many are shown one by one, the others are only counted.
const ONE_BY_ONE: usize = 3;
const BURST: Duration = Duration::from_millis(250);

/// The notifications, as the page follows them.
#[derive(Clone, Copy)]
pub(crate) struct NotificationsState {
    unread: RwSignal<i64>,
    arrived: StoredValue<Vec<Notification>>,
    seen: StoredValue<Seen>,
    toasts: Toasts,
}

impl NotificationsState {
    /// How many are not read (tracked).
    pub(crate) fn unread(self) -> i64 {
        self.unread.get()
    }

    /// Asks the service how many are not read.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            // A failure leaves the last count: the connection state already says that something is wrong.
            if let Ok(counts) = api::notifications::counts().await {
                self.unread.set(counts.non_lues);
            }
        });
    }

    /// The service said how many are not read.
    pub(super) fn counted(self, unread: i64) {
        self.unread.set(unread);
        invalidate(&Topic::Notifications);
    }

    /// A notification has arrived; once is enough, even if the stream repeats it.
    pub(super) fn arrived(self, notification: Notification) {
        if self.seen.try_update_value(|seen| seen.is_new(notification.id)) != Some(true) {
            return;
        }
        let waiting = self.arrived.try_update_value(|all| {
            all.push(notification);
            all.len()
        });
        invalidate(&Topic::Notifications);
        if waiting == Some(1) {
            set_timeout(move || self.show_arrived(), BURST);
        }
    }

    fn show_arrived(self) {
        let mut all = self.arrived.try_update_value(std::mem::take).unwrap_or_default();
        if all.len() > ONE_BY_ONE {
            let count = all.len();
            all.retain(|one| one.priorite == Priorite::Urgente);
            all.drain(..all.len().saturating_sub(ONE_BY_ONE));
            self.toasts.push(
                Toast::info(format!("{count} notifications pendant votre absence"))
                    .message("La cloche en donne la liste."),
            );
        }
        for notification in all {
            self.toasts.push(toast(notification));
        }
    }
}

/// The look of a notification: icon and colour say the same as its type.
pub(crate) const fn tone(type_notification: TypeNotification) -> Tone {
    match type_notification {
        TypeNotification::ActionStart => Tone::Info,
        TypeNotification::ActionSuccess => Tone::Success,
        TypeNotification::ActionPartielle => Tone::Warning,
        TypeNotification::ErreurWebhook | TypeNotification::Erreur => Tone::Danger,
    }
}

fn toast(notification: Notification) -> Toast {
    let link = notification.lien_action.map(|href| (href, "Voir".to_owned()));
    Toast {
        tone: tone(notification.type_notification),
        title: notification.titre,
        message: Some(notification.message),
        link,
    }
}

/// Makes the notifications available.
pub(super) fn provide() {
    let state = NotificationsState {
        unread: RwSignal::new(0),
        arrived: StoredValue::new(Vec::new()),
        seen: StoredValue::new(Seen::default()),
        toasts: use_toasts(),
    };
    on_invalidation(move |topic| {
        if *topic == Topic::Everything {
            state.refresh();
        }
    });
    provide_context(state);
}

/// The notifications.
pub(crate) fn use_notifications() -> NotificationsState {
    expect_context()
}
