//! Bell with the unread count, and the list of notifications.

use leptos::prelude::*;

use super::notice_list::NoticeList;
use crate::model::bell;
use crate::parts::lazy::{Lazy, part};
use crate::state::notifications::use_notifications;
use crate::ui::{Align, Icon, IconView, Popover};

part!(shell, notices, view! { <NoticeList/> });

/// True while the list is open.
#[derive(Clone, Copy)]
pub(super) struct NoticesOpen(pub(super) RwSignal<bool>);

/// The bell and its list.
#[component]
pub(super) fn Bell() -> impl IntoView {
    let notifications = use_notifications();
    let open = RwSignal::new(false);
    provide_context(NoticesOpen(open));
    let label = move || bell::label(notifications.unread());
    let badge = move || {
        bell::badge(notifications.unread())
            .map(|shown| view! { <span class="bell-count num" aria-hidden="true">{shown}</span> }.into_any())
    };
    let trigger = view! {
        <button
            type="button"
            class="button button-ghost button-icon bell"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            aria-label=label
            title=label
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <IconView icon=Icon::Bell/>
            {badge}
        </button>
    };
    view! {
        <Popover open align=Align::End class="notices" trigger=trigger.into_any()>
            <Lazy part=notices/>
        </Popover>
    }
}
