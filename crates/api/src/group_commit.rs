//! Writes that share a transaction. Those that arrive while a transaction commits are written together by the next one,
//! so that they share its flush to the disk.

use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Items that wait to be written together. It is cheap to clone.
pub struct GroupCommit<T>(Arc<Shared<T>>);

struct Shared<T> {
    waiting: Mutex<Vec<Waiting<T>>>,
    /// The right to write all items that wait.
    turn: tokio::sync::Mutex<()>,
}

struct Waiting<T> {
    item: T,
    /// Receives true when the item was written.
    written: oneshot::Sender<bool>,
}

impl<T> Clone for GroupCommit<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for GroupCommit<T> {
    fn default() -> Self {
        Self(Arc::new(Shared { waiting: Mutex::new(Vec::new()), turn: tokio::sync::Mutex::default() }))
    }
}

impl<T> GroupCommit<T> {
    /// Writes an item, with all that wait at that moment: `write` returns for each item whether it was written. When
    /// another task writes the item, `write` is not called.
    pub async fn write<F>(&self, item: T, write: impl FnOnce(Vec<T>) -> F) -> bool
    where
        F: Future<Output = Vec<bool>>,
    {
        let (sender, mut written) = oneshot::channel();
        self.waiting().push(Waiting { item, written: sender });
        let turn = tokio::select! {
            biased;
            written = &mut written => return written.unwrap_or_default(),
            turn = self.0.turn.lock() => turn,
        };
        let (items, senders): (Vec<T>, Vec<_>) =
            take(&mut *self.waiting()).into_iter().map(|one| (one.item, one.written)).unzip();
        if !items.is_empty() {
            for (sender, written) in senders.into_iter().zip(write(items).await) {
                // The task that waits for it may have been dropped.
                let _ = sender.send(written);
            }
        }
        drop(turn);
        written.await.unwrap_or_default()
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting<T>>> {
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
        let (group, first_ends) = (GroupCommit::default(), Notify::new());
        let batches = Mutex::new(Vec::new());
        let write = async |items: Vec<u8>| {
            let is_first = items == [1];
            batches.lock().unwrap().push(items.clone());
            if is_first {
                first_ends.notified().await;
            }
            // Odd items are written.
            items.iter().map(|item| item % 2 == 1).collect()
        };
        let written = join!(group.write(1, &write), group.write(2, &write), group.write(3, &write), async {
            first_ends.notify_one();
        });
        assert_eq!(written, (true, false, true, ()));
        assert_eq!(batches.into_inner().unwrap(), [vec![1], vec![2, 3]]);
    }

    #[tokio::test]
    async fn a_write_that_is_dropped_counts_as_not_written() {
        let group = GroupCommit::default();
        let dropped = group.write(1, |_| std::future::pending());
        tokio::select! {
            biased;
            _ = dropped => unreachable!("it never ends"),
            () = std::future::ready(()) => {}
        }
        assert!(group.write(2, async |items: Vec<u8>| vec![true; items.len()]).await);
    }
}
