//! Confirmation dialog before an operation that another click cannot undo.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::dialog_form::FormFooter;
use crate::api::ApiError;
use crate::reactive::Signal;
use crate::state::{Toast, use_toasts};
use crate::ui::{ButtonKind, Dialog, DialogBody};

/// Returns a function that shows why a confirmed operation failed: in the dialog, or in a toast when the person has
/// left the page meanwhile.
pub(crate) fn refusal(failure: RwSignal<Option<String>>) -> impl Fn(&ApiError) + Copy + 'static {
    let toasts = use_toasts();
    move |error| {
        if failure.try_set(Some(error.message())).is_some() {
            toasts.push(Toast::error(error.title()).message(error.message()));
        }
    }
}

/// The dialog: explanation (`children`), cancel button, confirm button.
#[component]
pub(crate) fn Confirm(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// Title.
    #[prop(into)]
    title: Signal<String>,
    /// Label of the confirm button.
    #[prop(into)]
    act: Signal<String>,
    /// Style of the confirm button.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
    /// True while the request is pending.
    busy: Signal<bool>,
    /// Error of the last request.
    failure: RwSignal<Option<String>>,
    /// Runs when the person confirms.
    #[prop(into)]
    on_confirm: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_confirm.run(());
    };
    // An error of an earlier opening is cleared.
    let forget = Callback::new(move |()| failure.set(None));
    view! {
        <Dialog open title busy on_closed=forget>
            <form novalidate on:submit=submit>
                <DialogBody>{children.with_value(|children| children())}</DialogBody>
                <FormFooter open busy failure act kind/>
            </form>
        </Dialog>
    }
}
