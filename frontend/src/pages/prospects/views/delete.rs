//! Dialog that deletes the open view.

use common::vue::{PorteeVue, Vue};
use leptos::prelude::*;

use super::view_state::{is_open, use_view_state};
use crate::api::{self, ApiError};
use crate::model::filters::ListState;
use crate::parts::address::History;
use crate::parts::confirm::{Confirm, refusal};
use crate::reactive::Signal;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::ButtonKind;

/// The dialog. The list keeps its filters.
#[component]
pub(super) fn DeleteDialog() -> impl IntoView {
    let state = use_view_state();
    let toasts = use_toasts();
    let failure = RwSignal::new(None);
    let refused = refusal(failure);
    let deleting = mutation(
        |vue: Vue| async move { api::vues::delete(&vue).await.map(|()| vue) },
        move |result: Result<Vue, ApiError>| {
            invalidate(&Topic::Vues);
            match result {
                Ok(vue) => {
                    state.views.remember(vue.id_vue, None);
                    toasts.push(Toast::info("Vue supprimée").message(vue.nom.clone()));
                    if is_open(state.page, &vue) {
                        let _ = state.deleting.try_set(false);
                        let now = state.page.address.get_untracked();
                        state.page.go(&ListState { vue: None, ..now }, History::Replace);
                    }
                }
                Err(error) => refused(&error),
            }
        },
    );
    let title = Signal::derive(move || {
        let nom = state.vue.with(|vue| vue.as_ref().map(|vue| vue.nom.clone())).unwrap_or_default();
        ["Supprimer la vue «\u{a0}", &nom, "\u{a0}»"].concat()
    });
    let text = move || {
        let team = state.vue.with(|vue| vue.as_ref().is_some_and(|vue| vue.portee == PorteeVue::Equipe));
        if team {
            "Elle disparaît pour toute l’équipe. Les prospects restent."
        } else {
            "Les prospects restent."
        }
    };
    let confirm = move |()| {
        if let Some(vue) = state.vue.get_untracked() {
            deleting.start(vue);
        }
    };
    view! {
        <Confirm
            open=state.deleting
            title
            act="Supprimer la vue"
            kind=ButtonKind::Danger
            busy=deleting.busy
            failure
            on_confirm=confirm
        >
            <p>{text}</p>
        </Confirm>
    }
}
