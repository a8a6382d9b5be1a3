//! The statements of a connection, as its user sees them.

use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;

use crate::clock::Stopwatch;

/// The statements of a connection.
pub(super) struct Traffic {
    /// Number of statements without a response. A request that its client abandons leaves some.
    running: AtomicIsize,
    /// True when a statement failed since the connection last answered. PostgreSQL reports that it ends a connection
    /// some time before it closes the socket.
    failed: AtomicBool,
    /// Time since the last response.
    answered: Mutex<Stopwatch>,
}

impl Traffic {
    pub(super) fn new() -> Self {
        Self {
            running: AtomicIsize::new(0),
            failed: AtomicBool::new(false),
            answered: Mutex::new(Stopwatch::start()),
        }
    }

    /// Notes that a statement begins or ends.
    pub(super) fn note(&self, event: &InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => _ = self.running.fetch_add(1, Ordering::Relaxed),
            InstrumentationEvent::FinishQuery { error, .. } => {
                self.running.fetch_sub(1, Ordering::Relaxed);
                if error.is_some() {
                    self.note_failure();
                }
                self.note_answer();
            }
            _ => {}
        }
    }

    /// Notes that a statement failed.
    pub(super) fn note_failure(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Notes that the connection works.
    pub(super) fn note_answer(&self) {
        *self.answered() = Stopwatch::start();
    }

    /// Returns true when each statement has its response.
    pub(super) fn is_complete(&self) -> bool {
        self.running.load(Ordering::Relaxed) == 0
    }

    /// Returns true when a statement failed, and forgets it.
    pub(super) fn take_failure(&self) -> bool {
        self.failed.swap(false, Ordering::Relaxed)
    }

    /// Returns true when there was a response within `silence`, and no statement is known to have failed.
    pub(super) fn has_answered(&self, silence: Duration) -> bool {
        !self.failed.load(Ordering::Relaxed) && self.answered().elapsed() < silence
    }

    fn answered(&self) -> MutexGuard<'_, Stopwatch> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
