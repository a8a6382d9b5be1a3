//! Title of the page: in the top bar, in the browser's tab, and announced to screen readers on navigation.

use leptos::prelude::*;

use crate::reactive::{Signal, effect};

#[derive(Clone, Copy)]
pub(crate) struct PageTitle(pub(crate) RwSignal<String>);

/// Provides the title.
pub(super) fn provide() {
    let title = RwSignal::new(String::new());
    effect(move || {
        let title = title.get();
        let mark = if title.is_empty() { "" } else { " · " };
        document().set_title(&[&title, mark, "Admissions"].concat());
    });
    provide_context(PageTitle(title));
}

/// Sets the title while the current component is shown.
pub(crate) fn use_page_title(title: impl Into<Signal<String>>) {
    follow(title.into());
}

fn follow(title: Signal<String>) {
    let page = expect_context::<PageTitle>();
    effect(move || page.0.set(title.get()));
}
