//! Futures that are cancelled when their handle is dropped.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use leptos::task::spawn_local;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// A running future. Dropping the handle drops the future and its request.
pub(crate) struct Task {
    work: Rc<RefCell<Option<Work>>>,
    cancelled: Rc<Cell<bool>>,
}

impl Drop for Task {
    fn drop(&mut self) {
        self.cancelled.set(true);
        // A borrowed future is running and drops its own handle: it sees the flag when it yields.
        if let Ok(mut work) = self.work.try_borrow_mut() {
            work.take();
        }
    }
}

/// Starts a future on the browser's event loop.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) -> Task {
    start(Box::pin(future))
}

fn start(future: Work) -> Task {
    let work = Rc::new(RefCell::new(Some(future)));
    let cancelled = Rc::new(Cell::new(false));
    let task = Task { work: Rc::clone(&work), cancelled: Rc::clone(&cancelled) };
    spawn_local(std::future::poll_fn(move |context| {
        if cancelled.get() {
            return Poll::Ready(());
        }
        let mut slot = work.borrow_mut();
        let Some(future) = slot.as_mut() else { return Poll::Ready(()) };
        let poll = future.as_mut().poll(context);
        if poll.is_ready() || cancelled.get() {
            slot.take();
            return Poll::Ready(());
        }
        poll
    }));
    task
}
