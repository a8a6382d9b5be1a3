//! Wake-ups after a commit: of the loops of this instance at once, of the other instances by `PostgreSQL`.

use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes the loops that read what was just committed. Cheap to clone.
///
/// A wake-up is a hint: a loop that missed one finds its work by a slow poll.
#[derive(Clone, Default)]
pub struct Wake(Arc<Bells>);

/// One bell a loop; each keeps a single ring, so that a burst costs one look.
#[derive(Default)]
struct Bells {
    dispatcher: Notify,
    reader: Notify,
    counters: Notify,
    other_instances: Notify,
}

impl Wake {
    /// Bells that nobody has rung yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Call it after each commit that wrote notifications or actions.
    pub fn changed(&self) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Call it after each commit that wrote who has read what.
    pub fn read(&self) {
        self.0.counters.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Rings when there may be webhooks to call.
    pub fn dispatcher(&self) -> &Notify {
        &self.0.dispatcher
    }

    /// Wakes this instance for what another one committed: it must not be told to the others again.
    pub(super) fn received(&self) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        self.0.counters.notify_one();
    }

    /// Asks for the counters of the people who are connected to this instance.
    pub(super) fn recount(&self) {
        self.0.counters.notify_one();
    }

    /// Rings when there may be rows to stream.
    pub(super) fn reader(&self) -> &Notify {
        &self.0.reader
    }

    /// Rings when counters may have changed.
    pub(super) fn counters(&self) -> &Notify {
        &self.0.counters
    }

    /// Rings when the other instances are to be told.
    pub(super) fn other_instances(&self) -> &Notify {
        &self.0.other_instances
    }
}
