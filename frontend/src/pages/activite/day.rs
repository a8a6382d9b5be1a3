//! The day that is shown, with the day before and the day after.

use leptos::prelude::*;

use super::list::ActiviteState;
use crate::model::activite::Filters;
use crate::model::day::{earlier, later};
use crate::reactive::memo;
use crate::ui::time::today;
use crate::ui::{DayFilter, Icon, IconButton};

/// The choice of the day.
#[component]
pub(super) fn DayBar(
    /// State of the page.
    page: ActiviteState,
) -> impl IntoView {
    let day = memo(move || page.address.now.with(|filters| shown(&filters.jour)));
    let go = move |day: String| {
        let jour = if day == today() { String::new() } else { day };
        page.filter(|filters| Filters { jour, ..filters });
    };
    view! {
        <div class="filter-bar page-bar activite-bar" role="group" aria-label="Jour">
            <IconButton
                label="Jour précédent"
                icon=Icon::ChevronLeft
                on_press=move || go(earlier(&day.get_untracked(), 1))
            />
            <DayFilter label="Jour" day=day.into() on_day=go/>
            <IconButton
                label="Jour suivant"
                icon=Icon::ChevronRight
                on_press=move || go(later(&day.get_untracked(), 1))
            />
        </div>
    }
}

/// Returns the day of an address, which is today without one.
fn shown(jour: &str) -> String {
    if jour.is_empty() { today() } else { jour.to_owned() }
}
