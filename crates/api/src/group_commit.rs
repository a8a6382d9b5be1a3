//! Writes that share a transaction. Those that arrive while a transaction commits are written together by the next one,
//! so that they share its flush to the disk.

use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Items that wait to be written together, each with its result. It is cheap to clone.
pub struct GroupCommit<T, R>(Arc<Shared<T, R>>);

struct Shared<T, R> {
    waiting: Mutex<Vec<Waiting<T, R>>>,
    /// The right to write all items that wait.
    turn: Arc<tokio::sync::Mutex<()>>,
}

struct Waiting<T, R> {
    item: T,
    /// Receives the result; `None` when the item was not written.
    written: oneshot::Sender<Option<R>>,
}

impl<T, R> Clone for GroupCommit<T, R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T, R> Default for GroupCommit<T, R> {
    fn default() -> Self {
        Self(Arc::new(Shared { waiting: Mutex::new(Vec::new()), turn: Arc::default() }))
    }
}

impl<T: Send + 'static, R: Send + 'static> GroupCommit<T, R> {
    /// Writes an item, with all that wait at that moment: `write` returns the result of each item, or `None` for one that
    /// was not written. When another task writes the item, `write` is not called. A write goes on when its caller is
    /// dropped, because others wait for it.
    pub async fn write<F>(&self, item: T, write: impl FnOnce(Vec<T>) -> F + Send + 'static) -> Option<R>
    where
        F: Future<Output = Vec<Option<R>>> + Send,
    {
        let (sender, mut written) = oneshot::channel();
        self.waiting().push(Waiting { item, written: sender });
        let turn = tokio::select! {
            biased;
            written = &mut written => return written.unwrap_or_default(),
            turn = Arc::clone(&self.0.turn).lock_owned() => turn,
        };
        let group = self.clone();
        tokio::spawn(async move {
            let waiting = take(&mut *group.waiting());
            let (items, senders): (Vec<T>, Vec<_>) =
                waiting.into_iter().map(|one| (one.item, one.written)).unzip();
            if !items.is_empty() {
                for (sender, written) in senders.into_iter().zip(write(items).await) {
                    // The task that waits for it may have been dropped.
                    let _ = sender.send(written);
                }
            }
            drop(turn);
        });
        written.await.unwrap_or_default()
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting<T, R>>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::join;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_arrives_during_a_write_is_written_together_by_the_next_one() {
        let group = GroupCommit::default();
        let (first_begins, first_ends) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let batches = Arc::new(Mutex::new(Vec::new()));
        let (kept, begins, ends) = (Arc::clone(&batches), Arc::clone(&first_begins), Arc::clone(&first_ends));
        let write = move |items: Vec<u8>| {
            let (batches, begins, ends) = (Arc::clone(&kept), Arc::clone(&begins), Arc::clone(&ends));
            async move {
                batches.lock().unwrap().push(items.clone());
                if items == [1] {
                    begins.notify_one();
                    ends.notified().await;
                }
                // Odd items are written.
                items.iter().map(|item| (item % 2 == 1).then_some(item * 10)).collect()
            }
        };
        let later = async {
            first_begins.notified().await;
            let first_may_end = async { first_ends.notify_one() };
            join!(group.write(2, write.clone()), group.write(3, write.clone()), first_may_end)
        };
        let written = join!(group.write(1, write.clone()), later);
        assert_eq!(written, (Some(10), (None, Some(30), ())));
        assert_eq!(*batches.lock().unwrap(), [vec![1], vec![2, 3]]);
    }

    #[tokio::test]
    async fn a_write_goes_on_when_its_caller_is_dropped() {
        let (group, ends) = (GroupCommit::default(), Arc::new(Notify::new()));
        let end = Arc::clone(&ends);
        let dropped = group.write(1, async move |items: Vec<u8>| {
            end.notified().await;
            items.into_iter().map(Some).collect()
        });
        tokio::select! {
            biased;
            _ = dropped => unreachable!("it has not ended"),
            () = std::future::ready(()) => {}
        }
        ends.notify_one();
        assert_eq!(
            group.write(2, async |items: Vec<u8>| items.into_iter().map(Some).collect()).await,
            Some(2)
        );
    }
}
