//! Checkboxes of a list's rows, and the set of the selected rows.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::model::format;
use crate::reactive::{Memo, Signal, effect, memo};

/// The selected rows, all on the displayed page; cheap to copy.
pub(crate) struct Selection<K: Send + Sync + 'static> {
    ids: Memo<Vec<K>>,
    selected: RwSignal<BTreeSet<K>>,
}

impl<K: Send + Sync + 'static> Clone for Selection<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Selection<K> {}

impl<K: Ord + Clone + Send + Sync + 'static> Selection<K> {
    /// Creates an empty selection. A row that leaves the list is deselected.
    pub(crate) fn of(ids: Memo<Vec<K>>) -> Self {
        let selected = RwSignal::new(BTreeSet::new());
        effect(move || {
            let ids = ids.get();
            if selected.with_untracked(|all: &BTreeSet<K>| all.iter().any(|id| !ids.contains(id))) {
                selected.update(|all| all.retain(|id| ids.contains(id)));
            }
        });
        Self { ids, selected }
    }

    /// Returns the number of selected rows (tracked).
    pub(crate) fn count(self) -> usize {
        self.selected.with(BTreeSet::len)
    }

    /// Formats the number of selected rows: "3 sélectionnées" (tracked).
    pub(crate) fn told(self) -> String {
        format::count(i64::try_from(self.count()).unwrap_or(i64::MAX), "sélectionnée", "sélectionnées")
    }

    /// Returns the selected rows (untracked).
    pub(crate) fn now(self) -> BTreeSet<K> {
        self.selected.get_untracked()
    }

    /// Deselects all rows.
    pub(crate) fn clear(self) {
        self.selected.set(BTreeSet::new());
    }

    /// Deselects these rows; does nothing when the page is closed.
    pub(crate) fn remove(self, ids: &[K]) {
        let _ = self.selected.try_update(|all| all.retain(|id| !ids.contains(id)));
    }

    /// Renders the checkbox of a row.
    pub(crate) fn row_box(self, id: K, label: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
        let mine = id.clone();
        let checked = memo(move || self.selected.with(|all| all.contains(&mine)));
        let change = Callback::new(move |checked| {
            self.selected.update(|all| {
                if checked {
                    all.insert(id.clone());
                } else {
                    all.remove(&id);
                }
            });
        });
        view! { <RowBox label=Signal::derive(label) checked=checked change/> }.into_any()
    }

    /// Renders the checkbox that selects or deselects all rows of the page.
    pub(crate) fn page_box(self) -> AnyView {
        let all = memo(move || self.count() > 0 && self.count() == self.ids.with(Vec::len));
        let some = memo(move || self.count() > 0 && !all.get());
        let change = Callback::new(move |checked: bool| {
            let wanted = if checked { self.ids.get_untracked() } else { Vec::new() };
            self.selected.set(wanted.into_iter().collect());
        });
        view! { <RowBox label="Tout sélectionner sur cette page" checked=all some change/> }.into_any()
    }
}

/// A checkbox of a list, which takes presses in its whole cell.
#[component]
pub(crate) fn RowBox(
    /// Accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// True when it is checked.
    #[prop(into)]
    checked: Signal<bool>,
    /// True when some of its rows are selected.
    #[prop(optional, into)]
    some: Signal<bool>,
    /// Runs in place of `change` for a press with Shift held.
    #[prop(optional)]
    extend: Option<Callback<()>>,
    /// Runs with the new state.
    change: Callback<bool>,
) -> impl IntoView {
    let shift = StoredValue::new(false);
    let pressed = move |event: web_sys::MouseEvent| {
        shift.set_value(event.shift_key());
        // The browser would select the text up to here.
        if event.shift_key() {
            event.prevent_default();
        }
    };
    let changed = move |event: web_sys::Event| {
        let ranged = shift.try_update_value(std::mem::take) == Some(true);
        match extend.filter(|_| ranged) {
            Some(extend) => extend.run(()),
            None => change.run(event_target_checked(&event)),
        }
        // The browser has toggled the box, also when its row stays as it was.
        event_target::<web_sys::HtmlInputElement>(&event).set_checked(checked.get_untracked());
    };
    view! {
        <label class="row-box" on:mousedown=pressed>
            <input
                type="checkbox"
                aria-label=move || label.get()
                prop:checked=move || checked.get()
                prop:indeterminate=move || some.get()
                on:change=changed
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_selected_since_a_request_stay_selected() {
        Owner::new().with(|| {
            let selection =
                Selection { ids: memo(|| vec![1, 2, 3]), selected: RwSignal::new(BTreeSet::from([1, 2])) };
            let sent: Vec<_> = selection.now().into_iter().collect();
            selection.selected.update(|all| all.extend([3]));
            selection.remove(&sent);
            assert_eq!(selection.now(), BTreeSet::from([3]));
        });
    }
}
