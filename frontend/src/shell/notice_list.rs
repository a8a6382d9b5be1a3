//! List of notifications, with read marks and links.

use common::notification::{MarkNotificationsReadRequest, NotificationLue, Notifications};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::bell::NoticesOpen;
use crate::api::{self, ApiError};
use crate::model::bell;
use crate::reactive::{Signal, effect, effect_after, piece};
use crate::state::Toast;
use crate::state::notifications::{tone, use_notifications};
use crate::state::{Keep, Mutation, Query, Topic, invalidate, mutation, query, use_toasts};
use crate::ui::{
    Button, ButtonKind, EmptyState, ErrorState, Icon, IconButton, IconView, RelativeTime, Spinner,
};

/// The newest page, followed by older pages that were requested.
#[derive(Clone, Copy)]
struct Pages {
    newest: Query<Notifications>,
    older: RwSignal<Vec<NotificationLue>>,
    /// Position of the next older page.
    cursor: RwSignal<Cursor>,
}

/// The position from which the list continues.
#[derive(Clone, PartialEq)]
enum Cursor {
    /// After the newest page: no older one was requested.
    AfterNewest,
    /// At the cursor of the last loaded page.
    At(String),
    /// The list is complete.
    End,
}

impl Pages {
    fn all(self) -> Vec<NotificationLue> {
        let mut all = self.newest();
        all.extend(self.older.get());
        all
    }

    fn newest(self) -> Vec<NotificationLue> {
        self.newest.get().map(|page| page.data).unwrap_or_default()
    }

    /// Keeps what arrivals push out of the newest page, once older pages follow it.
    fn follow_arrivals(self) {
        effect_after(move |before: Option<Vec<NotificationLue>>| {
            let now = self.newest();
            if let Some(before) = before
                && self.cursor.get_untracked() != Cursor::AfterNewest
            {
                let kept = bell::older(&before, &now, self.older.get_untracked());
                if kept.is_none() {
                    self.cursor.set(Cursor::AfterNewest);
                }
                self.older.set(kept.unwrap_or_default());
            }
            now
        });
    }

    fn next(self) -> Option<String> {
        match self.cursor.get() {
            Cursor::AfterNewest => {
                self.newest.with(|page| page.and_then(|page| page.curseur_suivant.clone()))
            }
            Cursor::At(cursor) => Some(cursor),
            Cursor::End => None,
        }
    }

    fn add(self, page: Notifications) {
        let _ = self.older.try_update(|older| older.extend(page.data));
        let _ = self.cursor.try_set(page.curseur_suivant.map_or(Cursor::End, Cursor::At));
    }

    fn mark(self, which: &MarkNotificationsReadRequest) {
        let read = |id: i64| {
            which.jusqua.is_some_and(|last| id <= last) || which.ids.iter().flatten().any(|one| *one == id)
        };
        let _ = self.older.try_update(|older| {
            older.iter_mut().filter(|one| read(one.notification.id)).for_each(|one| one.lue = true);
        });
    }
}

/// The list; its popover is open while `open` is true.
#[component]
pub(super) fn NoticeList() -> impl IntoView {
    let NoticesOpen(open) = expect_context();
    let pages = Pages {
        newest: query(
            Keep::Across,
            || Some(()),
            |(), topic| *topic == Topic::Notifications,
            |()| api::notifications::list(None),
        ),
        older: RwSignal::new(Vec::new()),
        cursor: RwSignal::new(Cursor::AfterNewest),
    };
    pages.follow_arrivals();
    let toasts = use_toasts();
    let more = mutation(
        |cursor: String| api::notifications::list(Some(cursor)),
        move |result: Result<_, ApiError>| match result {
            Ok(page) => pages.add(page),
            Err(error) => toasts.push(Toast::error(error.title()).message(error.message())),
        },
    );
    let node = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    view! {
        <div role="dialog" aria-label="Notifications" tabindex="-1" class="notices-inner" node_ref=node>
            <NoticeHead pages/>
            <NoticeBody pages open/>
            {move || pages.next().map(|cursor| view! {
                <div class="notices-foot">
                    <Button kind=ButtonKind::Ghost small=true busy=more.busy on_press=move || more.start(cursor.clone())>
                        "Afficher les précédentes"
                    </Button>
                </div>
            }.into_any())}
        </div>
    }
}

/// Marks notifications as read, in the list and for the bell.
fn use_mark(pages: Pages) -> Mutation<MarkNotificationsReadRequest> {
    let (notifications, toasts) = (use_notifications(), use_toasts());
    mutation(
        move |which: MarkNotificationsReadRequest| async move {
            api::notifications::mark_read(&which).await.map(|()| which)
        },
        move |result: Result<_, ApiError>| match result {
            Ok(which) => {
                pages.mark(&which);
                invalidate(&Topic::Notifications);
                notifications.refresh();
            }
            Err(error) => toasts.push(Toast::error(error.title()).message(error.message())),
        },
    )
}

#[component]
fn NoticeHead(pages: Pages) -> impl IntoView {
    let mark = use_mark(pages);
    let mark_all = move || {
        let newest =
            pages.newest.with(|page| page.and_then(|page| page.data.first().map(|one| one.notification.id)));
        mark.start(MarkNotificationsReadRequest { ids: None, jusqua: newest });
    };
    let nothing = Signal::derive(move || {
        let unread = pages.all().iter().any(|one| !one.lue) || use_unread();
        (!unread).then(|| "Tout est lu".to_owned())
    });
    view! {
        <div class="notices-head">
            <h2>"Notifications"</h2>
            <Button kind=ButtonKind::Ghost small=true icon=Icon::CheckAll busy=mark.busy disabled_reason=nothing on_press=mark_all>
                "Tout marquer comme lu"
            </Button>
        </div>
    }
}

/// Returns true when there are unread notifications, also on pages not loaded yet.
fn use_unread() -> bool {
    use_notifications().unread() > 0
}

#[component]
fn NoticeBody(pages: Pages, open: RwSignal<bool>) -> impl IntoView {
    let newest = pages.newest;
    piece(move || {
        if let Some(error) = newest.failure() {
            return view! { <ErrorState error on_retry=move || newest.refetch()/> }.into_any();
        }
        let all = pages.all();
        if !all.is_empty() {
            let items =
                all.into_iter().map(|one| view! { <Notice pages one open/> }.into_any()).collect_view();
            return view! { <ul class="notices-list" role="list">{items}</ul> }.into_any();
        }
        if newest.with(|page| page.is_some()) {
            return view! {
                <EmptyState icon=Icon::Bell title="Aucune notification" text="Les actions que vous lancez et leurs résultats apparaîtront ici."/>
            }
            .into_any();
        }
        view! { <p class="notices-wait">{newest.skeleton().then(|| view! { <Spinner label="Chargement des notifications"/> }.into_any())}</p> }
            .into_any()
    })
}

/// A notification: a click follows its link and marks it as read, also while another one is being marked.
#[component]
fn Notice(pages: Pages, one: NotificationLue, open: RwSignal<bool>) -> impl IntoView {
    let mark = use_mark(pages);
    let NotificationLue { notification, lue } = one;
    let (id, tone) = (notification.id, tone(notification.type_notification));
    let read = move || {
        if !lue {
            mark.start(MarkNotificationsReadRequest { ids: Some(vec![id]), jusqua: None });
        }
    };
    let text = view! {
        <span class="notice-title">{notification.titre} {(!lue).then(|| view! { <span class="sr-only">" (non lue)"</span> }.into_any())}</span>
        <span class="notice-text">{notification.message}</span>
        <span class="notice-time"><RelativeTime at=notification.date_creation/></span>
    };
    // Only paths of our own pages are followed.
    let link = notification.lien_action.filter(|href| href.starts_with('/') && !href.starts_with("//"));
    let text = match link {
        Some(href) => view! {
            <a class="notice-main" href=href on:click=move |_| { read(); open.set(false); }>{text}</a>
        }
        .into_any(),
        None => view! { <div class="notice-main">{text}</div> }.into_any(),
    };
    view! {
        <li class="notice" class:is-unread=!lue>
            <span class=format!("notice-icon tone-{}", tone.word())><IconView icon=tone.icon()/></span>
            {text}
            {(!lue).then(|| view! {
                <IconButton label="Marquer comme lue" icon=Icon::Check on_press=move || { keep_focus(); read(); }/>
            }.into_any())}
        </li>
    }
}

/// Keeps the focus on the list, because the pressed button disappears with its notification's mark.
fn keep_focus() {
    let list = document().query_selector(".notices-inner").ok().flatten();
    if let Some(list) = list.and_then(|list| list.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = list.focus();
    }
}
