//! Client of the live stream that behaves as a browser: it reconnects, sends its last notification, and reads the
//! list on request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::client::Clients;
use crate::sse::{Event, Frames};

/// Silence after which a stream is dead; heartbeats are more frequent.
const DEAD_AFTER: Duration = Duration::from_secs(15);
/// Delay before a reconnection. A browser waits 3 s; a shorter delay tests more reconnections.
const COME_AGAIN: Duration = Duration::from_millis(300);

/// Events that a client received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    /// Number of times that the stream sent each notification.
    pub(crate) brought: BTreeMap<i64, u32>,
    /// Notifications found in the list after a `resync`.
    pub(crate) read: BTreeSet<i64>,
    /// Failed actions that can be restarted.
    pub(crate) failed: Vec<i64>,
    /// Number of times that the stream was opened.
    pub(crate) openings: u64,
    /// Number of `resync` events.
    pub(crate) resyncs: u64,
    /// Last notification of the stream.
    pub(crate) last: Option<i64>,
}

impl Heard {
    /// Returns true when the client knows a notification.
    pub(crate) fn knows(&self, id: i64) -> bool {
        self.brought.contains_key(&id) || self.read.contains(&id)
    }

    /// Applies an event; returns true when the list must be read.
    fn take(&mut self, event: &Event) -> bool {
        match event.name.as_str() {
            "notification" => {
                if let Some(id) = event.id {
                    *self.brought.entry(id).or_default() += 1;
                    self.last = Some(id);
                }
            }
            "action" if event.data["relancable"] == true => {
                self.failed.extend(event.data["idConversion"].as_i64());
            }
            "resync" => {
                self.resyncs += 1;
                return true;
            }
            _ => {}
        }
        false
    }
}

/// A client of one of the people.
pub(crate) struct Listener {
    person: usize,
    clients: Arc<Clients>,
    heard: Mutex<Heard>,
}

impl Listener {
    pub(crate) fn new(person: usize, clients: Arc<Clients>) -> Arc<Self> {
        Arc::new(Self { person, clients, heard: Mutex::default() })
    }

    /// Reads or changes the received events.
    pub(crate) fn heard<T>(&self, look: impl FnOnce(&mut Heard) -> T) -> T {
        look(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Listens endlessly, alternating between the instances.
    pub(crate) async fn listen(self: Arc<Self>) {
        for turn in self.person.. {
            let last = self.heard(|heard| heard.last);
            if let Ok(response) = self.clients.open_stream(self.person, turn, last).await {
                self.heard(|heard| heard.openings += 1);
                self.follow(response).await;
            }
            sleep(COME_AGAIN).await;
        }
    }

    async fn follow(&self, mut response: reqwest::Response) {
        let mut frames = Frames::default();
        while let Ok(Ok(Some(bytes))) = timeout(DEAD_AFTER, response.chunk()).await {
            let events = match frames.add(&bytes) {
                Ok(events) => events,
                Err(error) => return eprintln!("stream: {error:#}"),
            };
            for event in events {
                if self.heard(|heard| heard.take(&event)) {
                    self.read_list().await;
                }
            }
        }
    }

    /// Reads the list from the newest notification until a whole page is known.
    async fn read_list(&self) {
        let mut path = "/api/notifications?limit=100".to_owned();
        // Without a response, the notifications stay unknown, which the judge reports.
        while let Ok(page) = self.clients.read(self.person, &path).await {
            let ids = page["data"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_i64());
            let news =
                self.heard(|heard| ids.filter(|id| !heard.knows(*id) && heard.read.insert(*id)).count());
            match page["curseurSuivant"].as_str() {
                Some(next) if news > 0 => path = format!("/api/notifications?limit=100&curseur={next}"),
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_what_the_stream_brings_and_reads_the_list_when_told_to() {
        let mut heard = Heard::default();
        let mut frames = Frames::default();
        let mut told = Vec::new();
        let stream = b"id: 7\nevent: notification\ndata: {}\n\nid: 7\nevent: notification\ndata: {}\n\nevent: resync\ndata: {}\n\n";
        for event in frames.add(stream).unwrap() {
            told.push(heard.take(&event));
        }
        assert_eq!(told, [false, false, true]);
        assert_eq!((heard.brought[&7], heard.last, heard.resyncs), (2, Some(7), 1));
        assert!(heard.knows(7) && !heard.knows(8));
    }
}
