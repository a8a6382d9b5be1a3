//! Threads of the load generator. A connection stays on its thread, as in wrk and pgbench: a task that moves between
//! threads costs CPU that the service and the database need.

use std::thread::available_parallelism;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// As many threads as processors. They end when this is dropped.
pub(super) struct Threads(Vec<Thread>);

/// A thread, and the sender whose end ends it.
struct Thread(Handle, #[expect(dead_code, reason = "its drop ends the thread")] oneshot::Sender<()>);

impl Threads {
    /// Starts the threads.
    pub(super) fn start() -> anyhow::Result<Self> {
        let threads = (0..available_parallelism()?.get()).map(|_| Thread::start());
        Ok(Self(threads.collect::<Result<_, _>>()?))
    }

    /// Returns the threads of this number of connections, in turn.
    pub(super) fn share(&self, connections: usize) -> impl Iterator<Item = &Handle> {
        self.0.iter().map(|Thread(handle, _)| handle).cycle().take(connections)
    }
}

impl Thread {
    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (sender, ended) = oneshot::channel();
        std::thread::Builder::new().name("load".to_owned()).spawn(move || runtime.block_on(ended))?;
        Ok(Self(handle, sender))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn connections_are_shared_among_the_threads() {
        let threads = Threads::start().unwrap();
        let count = threads.0.len();
        let mut ids = Vec::new();
        for handle in threads.share(2 * count) {
            ids.push(handle.spawn(async { std::thread::current().id() }).await.unwrap());
        }
        assert_eq!(ids[..count], ids[count..]);
        ids.truncate(count);
        ids.sort_by_key(|id| format!("{id:?}"));
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
