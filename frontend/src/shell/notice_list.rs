//! List of notifications, with read marks and links.

use common::notification::{MarkNotificationsReadRequest, Notification, NotificationLue, Notifications};
use leptos::html;
use leptos::prelude::*;

use super::bell::NoticesOpen;
use crate::api::{self, ApiError};
use crate::model::bell;
use crate::parts::focus;
use crate::reactive::{Memo, Show, Signal, each, effect, effect_after, memo, piece};
use crate::state::Toast;
use crate::state::notifications::{tone, use_notifications};
use crate::state::{Keep, Mutation, Query, Topic, invalidate, mutation, query, use_toasts};
use crate::ui::{
    Button, ButtonKind, EmptyState, ErrorState, Icon, IconButton, IconView, RelativeTime, Spinner,
};

/// The list, which takes the focus of a button that disappears.
const LIST: &str = ".notices-inner";

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
    /// At the cursor of the last loaded page, or of the newest one when the first request started.
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

    /// Keeps what arrivals push out of the newest page, once a page after it was requested.
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

    /// Adds the page that follows `from`, unless the older pages were dropped since its request.
    fn add(self, from: String, page: Notifications) {
        if self.cursor.try_get_untracked() == Some(Cursor::At(from)) {
            self.older.update(|older| older.extend(page.data));
            self.cursor.set(page.curseur_suivant.map_or(Cursor::End, Cursor::At));
        }
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
        |cursor: String| async move {
            api::notifications::list(Some(cursor.clone())).await.map(|page| (cursor, page))
        },
        move |result: Result<_, ApiError>| match result {
            Ok((cursor, page)) => {
                pages.add(cursor, page);
                focus::recover(&[(LIST, 0)]);
            }
            Err(error) => toasts.push(Toast::error(error.title()).message(error.message())),
        },
    );
    let node = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    let next = memo(move || pages.next());
    let read_on = move || {
        if let Some(cursor) = next.get_untracked() {
            pages.cursor.set(Cursor::At(cursor.clone()));
            more.start(cursor);
        }
    };
    view! {
        <div role="dialog" aria-label="Notifications" tabindex="-1" class="notices-inner" node_ref=node>
            <NoticeHead pages/>
            <NoticeBody pages open/>
            <Show when=move || next.with(Option::is_some)>
                <div class="notices-foot">
                    <Button kind=ButtonKind::Ghost small=true busy=more.busy on_press=read_on>
                        "Afficher les précédentes"
                    </Button>
                </div>
            </Show>
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
    let failure = memo(move || newest.failure());
    let all = memo(move || pages.all());
    let any = memo(move || all.with(|all| !all.is_empty()));
    let unread = memo(move || {
        all.with(|all| all.iter().filter(|one| !one.lue).map(|one| one.notification.id).collect::<Vec<_>>())
    });
    piece(move || {
        if let Some(error) = failure.get() {
            return view! { <ErrorState error on_retry=move || newest.refetch()/> }.into_any();
        }
        if any.get() {
            let items = each(
                move || all.get(),
                |one: &NotificationLue| one.notification.id.to_string(),
                move |one| view! { <Notice pages one=one.notification unread open/> }.into_any(),
            );
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
fn Notice(
    pages: Pages,
    one: Notification,
    /// The unread notifications of the list.
    unread: Memo<Vec<i64>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let mark = use_mark(pages);
    let (id, tone) = (one.id, tone(one.type_notification));
    let is_unread = memo(move || unread.with(|all| all.contains(&id)));
    let read = move || {
        if is_unread.get_untracked() {
            mark.start(MarkNotificationsReadRequest { ids: Some(vec![id]), jusqua: None });
        }
    };
    // The pressed button disappears with the mark.
    let press = Callback::new(move |()| {
        focus::move_to(LIST, 0);
        read();
    });
    let text = view! {
        <span class="notice-title">{one.titre} <Show when=is_unread><span class="sr-only">" (non lue)"</span></Show></span>
        <span class="notice-text">{one.message}</span>
        <span class="notice-time"><RelativeTime at=one.date_creation/></span>
    };
    // Only paths of our own pages are followed.
    let link = one.lien_action.filter(|href| href.starts_with('/') && !href.starts_with("//"));
    let text = match link {
        Some(href) => view! {
            <a class="notice-main" href=href on:click=move |_| { read(); open.set(false); }>{text}</a>
        }
        .into_any(),
        None => view! { <div class="notice-main">{text}</div> }.into_any(),
    };
    view! {
        <li class="notice" class:is-unread=move || is_unread.get()>
            <span class=format!("notice-icon tone-{}", tone.word())><IconView icon=tone.icon()/></span>
            {text}
            <Show when=is_unread>
                <IconButton label="Marquer comme lue" icon=Icon::Check on_press=press/>
            </Show>
        </li>
    }
}
