//! Reactive pieces that are compiled once: the library makes code of its own for every closure that it is given, these
//! put the closure in a box first. What a page weighs depends on it.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// Runs something now, and again each time what it read has changed.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn boxed(run: Box<dyn FnMut()>) {
        Effect::new(run);
    }
    boxed(Box::new(run));
}

/// The same, with what it gave the time before.
pub(crate) fn effect_after<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut before = None;
    effect(move || before = Some(run(before.take())));
}

/// A value that follows from others, and that only tells when it is another one.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    fn boxed<T: PartialEq + Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| compute())
    }
    boxed(Box::new(compute))
}

/// A part of a view that is drawn again each time what it read has changed. Inside `view!` a plain `{move || …}` does the
/// same, and as cheaply as long as it gives a text, an `AnyView` or an `Option<AnyView>`.
pub(crate) fn piece<V: IntoAny + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    fn boxed(draw: SharedReactiveFunction<AnyView>) -> AnyView {
        draw.into_any()
    }
    boxed(Arc::new(Mutex::new(move || draw().into_any())))
}

/// Draws its children while something holds.
#[component]
pub(crate) fn Show(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let holds = memo(move || when.get());
    piece(move || if holds.get() { children() } else { ().into_any() })
}

/// Something of a list: what tells it from the others, and how it is drawn.
struct Item {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Draws a list. What stays in it keeps its elements, and with them the focus.
pub(crate) fn each<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: fn(&T) -> String,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    let item = move |item: T| {
        let draw = Arc::clone(&draw);
        Item { key: key(&item), draw: Box::new(move || draw(item)) }
    };
    each_boxed(Box::new(move || items().into_iter().map(&item).collect()))
}

fn each_boxed(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    let key = |item: &Item| item.key.clone();
    view! { <For each=items key children=|item: Item| (item.draw)()/> }.into_any()
}
