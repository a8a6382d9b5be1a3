//! The one way to ask the service for something: once at a time, and to its end even when the asker has left.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;

/// Something that can be asked, and whether it is being asked.
pub(crate) struct Mutation<I: 'static> {
    /// Whether an answer is awaited.
    pub(crate) busy: Signal<bool>,
    start: UnsyncCallback<I>,
}

impl<I: 'static> Clone for Mutation<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: 'static> Copy for Mutation<I> {}

impl<I: 'static> Mutation<I> {
    /// Asks, unless an answer is awaited already.
    pub(crate) fn start(self, input: I) {
        if !self.busy.get_untracked() {
            self.start.run(input);
        }
    }
}

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
    let busy = RwSignal::new(false);
    let start = UnsyncCallback::new(move |input| {
        // Before `run`, which may already look at it.
        busy.set(true);
        let (asked, done) = (run(input), done.clone());
        see_through(
            busy,
            Box::pin(async move {
                let result = asked.await;
                Box::new(move || done(result)) as Then
            }),
        );
    });
    Mutation { busy: busy.into(), start }
}

/// What is left to do once the answer is there.
type Then = Box<dyn FnOnce()>;

/// Waits for the answer. Apart from the rest because it is the same for whatever is asked.
fn see_through(busy: RwSignal<bool>, asked: Pin<Box<dyn Future<Output = Then>>>) {
    spawn_local(async move {
        let then = asked.await;
        let _ = busy.try_set(false);
        then();
    });
}
