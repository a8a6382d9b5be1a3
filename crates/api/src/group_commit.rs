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
    /// was not written. When another task writes the item, `write` is not called. A write that has begun goes on when its
    /// caller is dropped, because others wait for it. An item whose caller is dropped before that is not written.
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
            let waiting = take(&mut *group.waiting()).into_iter().filter(|one| !one.written.is_closed());
            let (items, senders): (Vec<T>, Vec<_>) = waiting.map(|one| (one.item, one.written)).unzip();
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
    use futures_util::future::BoxFuture;
    use futures_util::join;
    use tokio::sync::Notify;

    use super::*;

    /// Writes batches of numbers, of which only the odd ones can be written. The write of the number 1 ends on request.
    #[derive(Clone, Default)]
    struct Writer {
        group: GroupCommit<u8, u8>,
        first_begins: Arc<Notify>,
        first_may_end: Arc<Notify>,
        written: Arc<Mutex<Vec<Vec<u8>>>>,
    }

    impl Writer {
        async fn write(&self, item: u8) -> Option<u8> {
            let writer = self.clone();
            self.group.write(item, move |items| writer.write_all(items)).await
        }

        fn write_all(self, items: Vec<u8>) -> BoxFuture<'static, Vec<Option<u8>>> {
            Box::pin(async move {
                if items == [1] {
                    self.first_begins.notify_one();
                    self.first_may_end.notified().await;
                }
                let results = items.iter().map(|item| (item % 2 == 1).then_some(item * 10)).collect();
                self.written.lock().unwrap().push(items);
                results
            })
        }

        /// Begins to write an item, and drops the caller once `then` is over.
        async fn drop_caller(&self, item: u8, then: impl Future<Output = ()>) {
            tokio::select! {
                biased;
                _ = self.write(item) => unreachable!("it has not ended"),
                () = then => {}
            }
        }

        fn written(&self) -> Vec<Vec<u8>> {
            self.written.lock().unwrap().clone()
        }
    }

    #[tokio::test]
    async fn what_arrives_during_a_write_is_written_together_by_the_next_one() {
        let writer = Writer::default();
        let later = async {
            writer.first_begins.notified().await;
            join!(writer.write(2), writer.write(3), async { writer.first_may_end.notify_one() })
        };
        let results = join!(writer.write(1), later);
        assert_eq!(results, (Some(10), (None, Some(30), ())));
        assert_eq!(writer.written(), [vec![1], vec![2, 3]]);
    }

    #[tokio::test]
    async fn a_write_that_has_begun_goes_on_when_its_caller_is_dropped() {
        let writer = Writer::default();
        writer.drop_caller(1, writer.first_begins.notified()).await;
        writer.first_may_end.notify_one();
        assert_eq!(writer.write(3).await, Some(30));
        assert_eq!(writer.written(), [vec![1], vec![3]]);
    }

    #[tokio::test]
    async fn an_item_whose_caller_is_dropped_before_its_write_is_not_written_by_another() {
        let writer = Writer::default();
        let later = async {
            writer.first_begins.notified().await;
            writer.drop_caller(3, std::future::ready(())).await;
            writer.first_may_end.notify_one();
            writer.write(5).await
        };
        assert_eq!(join!(writer.write(1), later), (Some(10), Some(50)));
        assert_eq!(writer.written(), [vec![1], vec![5]]);
    }
}
