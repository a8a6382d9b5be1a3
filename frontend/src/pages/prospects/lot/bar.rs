//! Bar of the selection, in the place of the filters: number of selected prospects, and what can be done with them.

use common::lot::MAX_LIGNES;
use leptos::prelude::*;

use super::export::ExportPicked;
use crate::model::format::{count, number};
use crate::model::picked::Picked;
use crate::model::sharing::to_i64;
use crate::pages::prospects::page_state::{Dialog, PageState, use_page};
use crate::pages::prospects::picking;
use crate::parts::focus::{self, ROW_LINK};
use crate::reactive::{Show, Signal, effect_after, memo, piece};
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonKind, Icon};

/// Selector of the box that selects the whole page.
const ALL_BOX: &str = ".prospects-table thead input";

/// The bar; empty without a selection.
#[component]
pub(in crate::pages::prospects) fn PickedBar() -> impl IntoView {
    let page = use_page();
    end_with_the_filters(page);
    let there = memo(move || page.picked.with(|picked| !picked.is_empty()));
    focus::recover_when_gone(there, &[(ALL_BOX, 0), (ROW_LINK, 0)]);
    view! {
        <Show when=there>
            <Bar/>
        </Show>
    }
}

/// Drops the selection when the filters change, and says so.
fn end_with_the_filters(page: PageState) {
    let toasts = use_toasts();
    let filters = memo(move || page.address.with(|state| state.filters.clone()));
    effect_after(move |before: Option<()>| {
        // A memo is computed, and follows the URL, only once it is read.
        filters.with(|_| ());
        if before.is_some() && picking::clear(page) {
            toasts.push(Toast::info("Sélection abandonnée").message("Le filtre a changé."));
        }
    });
}

#[component]
fn Bar() -> impl IntoView {
    let page = use_page();
    let told = memo(move || page.picked.with(|picked| picked.told(&page.ids(), page.total())));
    view! {
        <div class="picked-bar" role="group" aria-label="Prospects sélectionnés">
            <p class="num" role="status">{move || told.get()}</p>
            <Whole/>
            <span class="picked-acts row">
                <Button kind=ButtonKind::Primary on_press=move || page.dialog.set(Some(Dialog::Lot))>
                    "Action groupée…"
                </Button>
                <ExportPicked/>
                <Button kind=ButtonKind::Ghost icon=Icon::Close label=Signal::stored("Tout désélectionner".to_owned())
                    on_press=move || { picking::clear(page); }>
                    <span class="wide-label">"Tout désélectionner"</span>
                </Button>
            </span>
        </div>
    }
}

/// The wider selection that the bar offers when a whole page is selected.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Wider {
    #[default]
    Nothing,
    /// All prospects of the filter, this many.
    All(i64),
    TooMany,
}

fn wider(page: PageState) -> Wider {
    let total = page.total();
    let further = page.picked.with(|picked| {
        let rows = picked.count(total);
        !picked.is_whole() && picked.holds_page(&page.ids()) && rows < total
    });
    match total {
        _ if !further => Wider::Nothing,
        total if total > to_i64(MAX_LIGNES) => Wider::TooMany,
        total => Wider::All(total),
    }
}

/// Extends the selection of a whole page to all prospects of the filter, which is an act of its own.
#[component]
fn Whole() -> impl IntoView {
    let page = use_page();
    let wider = memo(move || wider(page));
    let choose = Callback::new(move |()| {
        page.picked.update(Picked::choose_whole);
        // The pressed button disappears.
        focus::recover(&[(".picked-acts button", 0)]);
    });
    piece(move || match wider.get() {
        Wider::Nothing => ().into_any(),
        Wider::All(total) => {
            let label = ["Sélectionner les ", &number(total), " de ce filtre"].concat();
            view! { <Button kind=ButtonKind::Ghost on_press=choose>{label}</Button> }.into_any()
        }
        Wider::TooMany => {
            let most = count(to_i64(MAX_LIGNES), "prospect", "prospects");
            view! { <p class="small muted">"Au plus " {most} " par action groupée"</p> }.into_any()
        }
    })
}
