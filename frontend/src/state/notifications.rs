//! Unread count of the bell, and toasts of new notifications.

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

/// Maximum number of notifications shown as separate toasts in a burst, such as after an absence; further ones are
/// only counted.
const ONE_BY_ONE: usize = 3;
const BURST: Duration = Duration::from_millis(250);

/// State of the notifications; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct NotificationsState {
    unread: RwSignal<i64>,
    arrived: StoredValue<Vec<Notification>>,
    seen: StoredValue<Seen>,
    toasts: Toasts,
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

    /// Applies an unread count from the stream.
    pub(super) fn counted(self, unread: i64) {
        self.unread.set(unread);
        invalidate(&Topic::Notifications);
    }

    /// Handles a new notification; repetitions of the stream are ignored.
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

/// Returns the tone of a notification type.
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

/// Provides the notifications.
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

/// Returns the notifications.
pub(crate) fn use_notifications() -> NotificationsState {
    expect_context()
}
