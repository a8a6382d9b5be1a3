//! Sends changes to the service: one at a time unless asked otherwise, and to completion even when the component is gone.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{ApiError, Reply};
use crate::reactive::Signal;

/// A change that can be requested, and its progress.
pub(crate) struct Mutation<I: 'static> {
    /// True while a request is pending.
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
    /// Starts the request also while others are pending, which concern other records.
    pub(crate) fn start_beside(self, input: I) {
        // A page that was left starts nothing.
        let _ = self.start.try_run(input);
    }

    /// Starts the request, unless one is pending.
    pub(crate) fn start(self, input: I) {
        if !self.busy.get_untracked() {
            self.start_beside(input);
        }
    }
}

/// Creates a mutation of `run`; `done` gets its result. Unlike a query it is never cancelled: closing a dialog or leaving
/// the page does not undo the request. Their signals may then be disposed, so `done` reads only memos and signals of
/// [`crate::reactive`], which never fail, and other values with `try_…`; a test of the sources holds this.
pub(crate) fn mutation<I, T, F>(
    run: impl Fn(I) -> F + 'static,
    done: impl Fn(Result<T, ApiError>) + 'static,
) -> Mutation<I>
where
    I: 'static,
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let pending = RwSignal::new(0_u32);
    let done: Done<T> = Rc::new(done);
    let start = UnsyncCallback::new(move |input| {
        // Set before `run`, which may read it.
        pending.update(|pending| *pending += 1);
        see_through(pending, finishing(Box::pin(run(input)), Rc::clone(&done)));
    });
    Mutation { busy: Signal::derive(move || pending.get() > 0), start }
}

/// The function that gets the result.
type Done<T> = Rc<dyn Fn(Result<T, ApiError>)>;

/// The work after the response.
type Then = Box<dyn FnOnce()>;

/// Separate from `mutation`, so that it is compiled once for each type of result.
fn finishing<T: 'static>(reply: Reply<T>, done: Done<T>) -> Pin<Box<dyn Future<Output = Then>>> {
    Box::pin(async move {
        let result = reply.await;
        Box::new(move || done(result)) as Then
    })
}

/// Waits for the response. Separate, so that it is compiled once for all types.
fn see_through(pending: RwSignal<u32>, asked: Pin<Box<dyn Future<Output = Then>>>) {
    spawn_local(async move {
        let then = asked.await;
        let _ = pending.try_update(|pending| *pending -= 1);
        then();
    });
}
