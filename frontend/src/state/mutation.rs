//! The one way to ask the service for something: once at a time, and to its end even when the asker has left.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use leptos::prelude::*;

use super::task;
use crate::api::ApiError;

/// Something that can be asked, and whether it is being asked.
pub(crate) struct Mutation<I> {
    /// Whether an answer is awaited.
    pub(crate) busy: Signal<bool>,
    start: UnsyncCallback<Box<dyn Any>>,
    input: PhantomData<fn(I)>,
}

impl<I> Clone for Mutation<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Mutation<I> {}

impl<I: 'static> Mutation<I> {
    /// Asks, unless an answer is awaited already.
    pub(crate) fn start(self, input: I) {
        if !self.busy.get_untracked() {
            self.start.run(Box::new(input));
        }
    }
}

/// A request under way; what it gives is what has to be done then.
type Asked = Pin<Box<dyn Future<Output = Box<dyn FnOnce()>>>>;

/// Makes a mutation of `run`; `done` gets its result. Unlike a reading it is never given up: a closed dialog does not
/// take back what was asked. Signals of that dialog are gone by then: write them with `try_set`.
pub(crate) fn mutation<I, T, F>(
    run: impl Fn(I) -> F + 'static,
    done: impl Fn(Result<T, ApiError>) + Clone + 'static,
) -> Mutation<I>
where
    I: 'static,
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let (busy, start) = machinery(Box::new(move |input| {
        let asked = run(*input.downcast::<I>().ok()?);
        let done = done.clone();
        Some(Box::pin(async move {
            let result = asked.await;
            Box::new(move || done(result)) as Box<dyn FnOnce()>
        }))
    }));
    Mutation { busy, start, input: PhantomData }
}

/// What all mutations do, whatever they ask: compiled once.
fn machinery(
    ask: Box<dyn Fn(Box<dyn Any>) -> Option<Asked>>,
) -> (Signal<bool>, UnsyncCallback<Box<dyn Any>>) {
    let busy = RwSignal::new(false);
    let start = UnsyncCallback::new(move |input| {
        let Some(asked) = ask(input) else { return };
        busy.set(true);
        task::spawn_detached(Box::pin(async move {
            let finish = asked.await;
            let _ = busy.try_set(false);
            finish();
        }));
    });
    (busy.into(), start)
}
