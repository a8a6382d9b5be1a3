//! Reactive primitives that box their closures. The library generates code for every closure type; boxing first keeps
//! the bundle small.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// Runs a closure now, and again after each change of what it read.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn boxed(run: Box<dyn FnMut()>) {
        Effect::new(run);
    }
    boxed(Box::new(run));
}

/// Does what [`effect`] does, and passes the previous result to the closure.
pub(crate) fn effect_after<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut before = None;
    effect(move || before = Some(run(before.take())));
}

/// Creates a derived value that notifies only when it differs.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    fn boxed<T: PartialEq + Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| compute())
    }
    boxed(Box::new(compute))
}

/// Creates a part of a view that is redrawn after each change of what it read. Inside `view!`, a plain `{move || …}`
/// is equivalent, and as cheap if it returns text, an `AnyView` or an `Option<AnyView>`.
pub(crate) fn piece<V: IntoAny + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    fn boxed(draw: SharedReactiveFunction<AnyView>) -> AnyView {
        draw.into_any()
    }
    boxed(Arc::new(Mutex::new(move || draw().into_any())))
}

/// Renders its children while `when` is true.
#[component]
pub(crate) fn Show(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let holds = memo(move || when.get());
    piece(move || if holds.get() { children() } else { ().into_any() })
}

/// An item of a list: its key, and its drawing function.
struct Item {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Renders a list. Items that stay keep their elements, and thereby the focus.
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
