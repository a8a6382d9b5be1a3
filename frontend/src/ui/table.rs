//! Parts of tables: sortable headers, placeholder rows.

use leptos::prelude::*;

use super::IconView;
use crate::model::icons::Icon;
use crate::reactive::Signal;

/// The sort state of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// The table is sorted by another column.
    #[default]
    None,
    /// Ascending: smallest or oldest first.
    Asc,
    /// Descending: largest or newest first.
    Desc,
}

impl Sort {
    const fn aria(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Asc => "ascending",
            Self::Desc => "descending",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::None => Icon::Sort,
            Self::Asc => Icon::ArrowUp,
            Self::Desc => Icon::ArrowDown,
        }
    }
}

/// A header that sorts its column.
#[component]
pub(crate) fn SortTh(
    #[prop(into)] label: String,
    #[prop(into)] sort: Signal<Sort>,
    #[prop(into)] on_sort: Callback<()>,
    #[prop(optional)] numeric: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <th scope="col" class=class class:num=numeric aria-sort=move || sort.get().aria()>
            <button type="button" class="th-sort" class:is-sorted=move || sort.get() != Sort::None on:click=move |_| on_sort.run(())>
                <span>{label}</span>
                <IconView icon=Signal::derive(move || sort.get().icon())/>
            </button>
        </th>
    }
}

/// Placeholder rows for a first load, inside a `<tbody>`.
#[component]
pub(crate) fn SkeletonRows(
    #[prop(default = 10)] rows: usize,
    columns: usize,
    /// Classes of the columns, which hide some on narrow screens.
    #[prop(optional)]
    classes: &'static [&'static str],
) -> impl IntoView {
    let row = move |at: usize| {
        let cell = move |column: usize| {
            view! { <td class=classes.get(column).copied()><span class="skeleton" data-width=((at + column) % 4).to_string()></span></td> }.into_any()
        };
        view! { <tr class="skeleton-row" aria-hidden="true">{(0..columns).map(cell).collect_view()}</tr> }
            .into_any()
    };
    (0..rows).map(row).collect_view()
}
