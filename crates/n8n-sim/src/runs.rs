//! Background workflows: started, counted, aborted with the stand-in.

use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use crate::lock;

/// The running workflows. They live on the runtime of the stand-in, not on the server's workers, so that they survive
/// a caller that disconnects.
#[derive(Debug)]
pub(crate) struct Runs {
    runtime: Handle,
    tasks: Mutex<JoinSet<()>>,
    running: Arc<watch::Sender<usize>>,
}

impl Runs {
    pub(crate) fn new(runtime: Handle) -> Self {
        Self { runtime, tasks: Mutex::default(), running: Arc::new(watch::Sender::new(0)) }
    }

    /// Starts a workflow. The receiver resolves with an error when it ends, because nothing is ever sent.
    pub(crate) fn spawn(&self, workflow: impl Future<Output = ()> + Send + 'static) -> oneshot::Receiver<()> {
        let running = Running::start(&self.running);
        let (ended, end) = oneshot::channel();
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(
            async move {
                let _held = (running, ended);
                workflow.await;
            },
            &self.runtime,
        );
        end
    }

    /// Waits until no workflow runs.
    pub(crate) async fn idle(&self) {
        let mut running = self.running.subscribe();
        // An error means that the sender is gone, with every workflow.
        let _ = running.wait_for(|count| *count == 0).await;
    }

    /// Aborts every workflow.
    pub(crate) fn abort(&self) {
        lock(&self.tasks).abort_all();
    }
}

/// Counts a workflow while it lives, including aborted ones.
struct Running(Arc<watch::Sender<usize>>);

impl Running {
    fn start(count: &Arc<watch::Sender<usize>>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(Arc::clone(count))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
