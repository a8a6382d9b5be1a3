//! A question before something that is not undone by another click.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::dialog_form::FormFooter;
use crate::ui::{ButtonKind, Dialog, DialogBody};

/// What it means (`children`), the way out, and the act.
#[component]
pub(crate) fn Confirm(
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// The act, as its button says it.
    #[prop(into)]
    act: Signal<String>,
    /// How much its button asks to be pressed.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
    /// Whether the request is under way.
    busy: Signal<bool>,
    /// Why it was refused.
    failure: RwSignal<Option<String>>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_confirm.run(());
    };
    // What was refused the last time is not said of this one.
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
