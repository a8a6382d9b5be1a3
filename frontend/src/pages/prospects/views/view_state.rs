//! State of the bar of the views: the open view, its changes, the requests.

use common::IdVue;
use common::vue::{ChangeVueRequest, Vue};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::filters::ListState;
use crate::model::vues::{address, followed, is_changed, opened, reopened, requete};
use crate::pages::prospects::page_state::PageState;
use crate::parts::address::History;
use crate::reactive::{Memo, effect, effect_after, memo};
use crate::state::views::{Views, use_views};
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::has_dialog;

/// Two versions of a view of the team: another admin saved it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The query that this person wanted to save.
    pub(super) mine: String,
    /// The view as the other admin saved it.
    pub(super) theirs: Vue,
}

/// The outcome of a change.
enum Outcome {
    Saved(Vue),
    Conflict(Conflict),
}

/// State of the bar; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViewState {
    /// The page.
    pub(super) page: PageState,
    /// All views.
    pub(super) views: Views,
    /// The open view.
    pub(super) vue: Memo<Option<Vue>>,
    /// True when the list differs from the open view.
    pub(super) changed: Memo<bool>,
    /// True while the dialog that saves a new view is open.
    pub(super) saving: RwSignal<bool>,
    /// True while the dialog of the name is open.
    pub(super) renaming: RwSignal<bool>,
    /// True while the dialog that deletes is open.
    pub(super) deleting: RwSignal<bool>,
    /// True while the dialog of two versions is open.
    pub(super) merging: RwSignal<bool>,
    /// The two versions.
    pub(super) conflict: RwSignal<Option<Conflict>>,
    /// Changes a view.
    pub(super) change: Mutation<(Vue, ChangeVueRequest)>,
}

/// Returns the state.
pub(super) fn use_view_state() -> ViewState {
    expect_context::<ViewState>()
}

impl ViewState {
    /// Creates the state and provides it to the bar.
    pub(super) fn provide(page: PageState) -> Self {
        let views = use_views();
        let vue = memo(move || page.address.with(|state| state.vue).and_then(|open| views.find(open.id)));
        let changed = memo(move || {
            vue.with(|vue| vue.as_ref().is_some_and(|vue| page.address.with(|state| is_changed(vue, state))))
        });
        let (merging, conflict) = (RwSignal::new(false), RwSignal::new(None));
        let state = Self {
            page,
            views,
            vue,
            changed,
            saving: RwSignal::new(false),
            renaming: RwSignal::new(false),
            deleting: RwSignal::new(false),
            merging,
            conflict,
            change: changing(page, merging, conflict),
        };
        state.follow_the_view();
        // What is not saved is found again after a visit of another page.
        effect(move || {
            let open = page.address.with(|state| state.vue.map(|open| (open.id, address(state))));
            if let (Some((id, address)), true) = (open, vue.with(Option::is_some)) {
                views.remember(id, changed.get().then_some(address));
            }
        });
        effect_after(move |before: Option<Option<Vue>>| {
            let now = vue.get();
            if let (Some(before), Some(now)) = (before.flatten(), &now)
                && let Some(state) = page.address.with_untracked(|state| followed(&before, now, state))
            {
                page.go(&state, History::Replace);
            }
            now
        });
        provide_context(state);
        state
    }

    /// Closes the dialogs when another view opens: none must stay above another view after "back".
    fn follow_the_view(self) {
        effect_after(move |before: Option<Option<IdVue>>| {
            let open = self.page.address.with(|state| state.vue.map(|open| open.id));
            if before.is_some_and(|before| before != open) {
                for dialog in [self.saving, self.renaming, self.deleting, self.merging] {
                    dialog.set(false);
                }
            }
            open
        });
    }

    /// Opens a view as it is saved.
    pub(super) fn open(self, vue: &Vue) {
        self.go(opened(vue));
    }

    /// Goes to other filters; the rows per page stay.
    pub(super) fn go(self, state: ListState) {
        self.page.go(&state.limited(self.page.address.with_untracked(|now| now.limit)), History::Push);
    }

    /// Saves the filters and the order of the list in the open view.
    pub(super) fn save(self) {
        let open = self.page.address.with_untracked(|state| state.vue);
        if let Some((vue, open)) = self.vue.get_untracked().zip(open) {
            let requete = self.page.address.with_untracked(requete);
            // The changes start from the version that was opened, which may not be the present one.
            let vue = Vue { version: open.version, ..vue };
            self.change.start((vue, ChangeVueRequest { requete: Some(requete), ..Default::default() }));
        }
    }

    /// Moves the open view by this number of places.
    pub(super) fn shift(self, by: i32) {
        if let Some(vue) = self.vue.get_untracked() {
            let ordre = Some((vue.ordre + by).max(1));
            self.change.start((vue, ChangeVueRequest { ordre, ..Default::default() }));
        }
    }
}

/// Shows a view that was saved or changed.
pub(super) fn reopen(page: PageState, vue: &Vue, history: History) {
    page.go(&page.address.with_untracked(|state| reopened(vue, state)), history);
}

/// Returns true while this view is open.
pub(super) fn is_open(page: PageState, vue: &Vue) -> bool {
    page.address.with_untracked(|state| state.vue.is_some_and(|open| open.id == vue.id_vue))
}

/// Creates the request that changes a view. When another admin saved it first, it shows both versions.
fn changing(
    page: PageState,
    merging: RwSignal<bool>,
    conflict: RwSignal<Option<Conflict>>,
) -> Mutation<(Vue, ChangeVueRequest)> {
    let toasts = use_toasts();
    mutation(send, move |result: Result<(Outcome, bool), ApiError>| {
        invalidate(&Topic::Vues);
        match result {
            Ok((Outcome::Saved(vue), filters)) => {
                let _ = merging.try_set(false);
                if filters {
                    toasts.push(Toast::info("Vue enregistrée").message(vue.nom.clone()));
                    if is_open(page, &vue) {
                        reopen(page, &vue, History::Replace);
                    }
                }
            }
            Ok((Outcome::Conflict(versions), _)) => {
                // The question opens above no other view and no other dialog.
                if is_open(page, &versions.theirs)
                    && (!has_dialog() || merging.try_get_untracked() == Some(true))
                {
                    let _ = conflict.try_set(Some(versions));
                    let _ = merging.try_set(true);
                } else {
                    let text =
                        ["Quelqu’un a enregistré «\u{a0}", &versions.theirs.nom, "\u{a0}» entre-temps."];
                    toasts.push(Toast::error("La vue n’a pas été changée").message(text.concat()));
                }
            }
            Err(error) => {
                toasts.push(Toast::error("La vue n’a pas été changée").message(error.message()));
            }
        }
    })
}

async fn send((vue, request): (Vue, ChangeVueRequest)) -> Result<(Outcome, bool), ApiError> {
    let filters = request.requete.is_some();
    let error = match api::vues::change(&vue, &request).await {
        Ok(vue) => return Ok((Outcome::Saved(vue), filters)),
        Err(error) => error,
    };
    let Some(mine) = request.requete.filter(|_| error.status() == Some(412)) else { return Err(error) };
    let theirs = api::vues::list().await?.into_iter().find(|other| other.id_vue == vue.id_vue);
    theirs.map(|theirs| (Outcome::Conflict(Conflict { mine, theirs }), filters)).ok_or(error)
}
