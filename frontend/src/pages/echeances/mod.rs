//! Page of date limits: sessions and ways of paying by day to act, rules of the funders, closures of the school.

mod closure;
mod closures;
mod list;
mod page_state;
mod rule;
mod rules;

use leptos::prelude::*;

use self::closure::{ClosureDialog, DeleteDialog};
use self::closures::Closures;
use self::list::Limits;
use self::page_state::EcheancesState;
use self::rule::RuleDialog;
use self::rules::Rules;
use crate::state::use_page_title;

/// The page.
#[component]
pub(crate) fn EcheancesPage() -> impl IntoView {
    use_page_title("Échéances");
    EcheancesState::provide();
    view! {
        <div class="page page-scroll">
            <Limits/>
            <Closures/>
            <Rules/>
        </div>
        <RuleDialog/>
        <ClosureDialog/>
        <DeleteDialog/>
    }
}
