//! Reactive primitives that box their closures and values. The library generates code for every type; boxing first
//! keeps the bundle small.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// A value of any type, and how it is compared: reactive values of all types share the code of this one.
#[derive(Clone)]
pub(crate) struct Value {
    data: Arc<dyn Any + Send + Sync>,
    is_same: fn(&Self, &Self) -> bool,
}

impl Value {
    /// Boxes a value.
    pub(crate) fn new<T: PartialEq + Send + Sync + 'static>(data: T) -> Self {
        Self { data: Arc::new(data), is_same: |one, other| one.look::<T>() == other.look::<T>() }
    }

    /// Boxes a value that is not kept, and so never compared.
    fn passing<T: Send + Sync + 'static>(data: T) -> Self {
        Self { data: Arc::new(data), is_same: |_, _| false }
    }

    /// Returns the value; `None` when it has another type.
    pub(crate) fn look<T: 'static>(&self) -> Option<&T> {
        self.data.downcast_ref()
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(self, other)
    }
}

/// A value of type `T` that is read from a reactive source; cheap to copy.
pub(crate) struct Reactive<S, T> {
    value: S,
    of: PhantomData<fn() -> T>,
}

/// A derived value that notifies only when it differs.
pub(crate) type Memo<T> = Reactive<leptos::prelude::Memo<Value>, T>;

/// A value that may change, from any source.
pub(crate) type Signal<T> = Reactive<leptos::prelude::Signal<Value>, T>;

impl<S: Copy, T> Clone for Reactive<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy, T> Copy for Reactive<S, T> {}

/// Reads never fail: the answer to a request may arrive after its page was left, and a panic ends the application. The
/// value of a disposed source is the default one.
impl<S: Get<Value = Value> + GetUntracked<Value = Value> + Track, T: Clone + 'static> Reactive<S, T> {
    /// Returns the value (tracked).
    pub(crate) fn get(self) -> T
    where
        T: Default,
    {
        self.with(T::clone)
    }

    /// Returns the value.
    pub(crate) fn get_untracked(self) -> T
    where
        T: Default,
    {
        self.with_untracked(T::clone)
    }

    /// Follows the value without reading it.
    pub(crate) fn track(self) {
        self.value.track();
    }

    /// Reads the value (tracked).
    pub(crate) fn with<R: Default>(self, look: impl FnOnce(&T) -> R) -> R {
        look_at(self.value.try_get().as_ref(), look)
    }

    /// Reads the value.
    pub(crate) fn with_untracked<R: Default>(self, look: impl FnOnce(&T) -> R) -> R {
        look_at(self.value.try_get_untracked().as_ref(), look)
    }
}

fn look_at<T: 'static, R: Default>(value: Option<&Value>, look: impl FnOnce(&T) -> R) -> R {
    value.and_then(Value::look).map(look).unwrap_or_default()
}

impl<T: Clone + Send + Sync + 'static> Signal<T> {
    /// Creates a signal that is computed at each reading.
    pub(crate) fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        fn boxed(compute: Box<dyn Fn() -> Value + Send + Sync>) -> leptos::prelude::Signal<Value> {
            leptos::prelude::Signal::derive(compute)
        }
        Self { value: boxed(Box::new(move || Value::passing(compute()))), of: PhantomData }
    }

    /// Creates a signal that never changes.
    pub(crate) fn stored(value: T) -> Self {
        Self { value: leptos::prelude::Signal::stored(Value::passing(value)), of: PhantomData }
    }
}

impl<T: Clone + Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::stored(T::default())
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self { value: memo.value.into(), of: PhantomData }
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static, F: Fn() -> T + Send + Sync + 'static> From<F> for Signal<T> {
    fn from(compute: F) -> Self {
        Self::derive(compute)
    }
}

impl From<bool> for Signal<bool> {
    fn from(value: bool) -> Self {
        Self::stored(value)
    }
}

impl From<String> for Signal<String> {
    fn from(text: String) -> Self {
        Self::stored(text)
    }
}

impl From<&str> for Signal<String> {
    fn from(text: &str) -> Self {
        Self::stored(text.to_owned())
    }
}

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
    memo_after(move |_| compute())
}

/// Does what [`memo`] does, and passes the previous value to the closure.
pub(crate) fn memo_after<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    type Compute = Box<dyn Fn(Option<&Value>) -> Value + Send + Sync>;

    fn boxed(compute: Compute) -> leptos::prelude::Memo<Value> {
        leptos::prelude::Memo::new(compute)
    }
    let value = boxed(Box::new(move |before| Value::new(compute(before.and_then(Value::look)))));
    Memo { value, of: PhantomData }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_after_the_page_was_left_gets_the_default_value() {
        let owner = Owner::new();
        let (signal, memo, derived) = owner.with(|| {
            let number = RwSignal::new(7);
            (Signal::from(number), memo(move || number.get()), Signal::derive(move || number.get() + 1))
        });
        let read = || (signal.get_untracked(), memo.get_untracked(), derived.with_untracked(|one| *one));
        assert_eq!(read(), (7, 7, 8));
        assert_eq!(untrack(|| memo.with(|one| Some(*one))), Some(7));
        owner.cleanup();
        assert_eq!(read(), (0, 0, 0));
        assert_eq!(untrack(|| (memo.get(), memo.with(|one| Some(*one)))), (0, None));
    }

    #[test]
    fn a_boxed_value_equals_only_an_equal_one_of_its_type() {
        assert!(Value::new(1) == Value::new(1));
        assert!(Value::new(1) != Value::new(2));
        assert!(Value::new(1_i32) != Value::new(1_i64));
        assert!(Value::passing(1) != Value::passing(1));
    }
}
