//! A client of the live stream that behaves as a browser's `EventSource`. Every wait is bounded.

use std::collections::{BTreeSet, VecDeque};

pub use drill::sse::Event;
use drill::sse::Frames;
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::json;

use super::app::SOON;
use super::client::Client;
use super::contract::expect_valid;

/// An open stream.
pub struct Stream {
    /// Headers of the response.
    pub headers: HeaderMap,
    response: Response,
    last_id: Option<i64>,
    frames: Frames,
    /// Received events that were not yet returned.
    come: VecDeque<Event>,
    /// Names of the events that were validated.
    known: BTreeSet<String>,
}

impl Stream {
    /// Opens the stream for new events.
    pub async fn open(client: &Client) -> Self {
        Self::send(client.request(Method::GET, "/api/notifications/flux")).await
    }

    /// Opens the stream with this `Last-Event-ID`.
    pub async fn resume(client: &Client, last: &str) -> Self {
        let request = client.request(Method::GET, "/api/notifications/flux");
        Self::send(request.header("last-event-id", last)).await
    }

    /// Opens the stream of this request and reads its first lines; from then on it misses nothing.
    pub async fn send(request: reqwest::RequestBuilder) -> Self {
        let response = tokio::time::timeout(SOON, request.send()).await.expect("an answer").unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers().clone();
        let (frames, come) = (Frames::default(), VecDeque::new());
        let mut stream = Self { headers, response, last_id: None, frames, come, known: BTreeSet::new() };
        let first = Event { retry: Some(3000), ..Event::default() };
        assert_eq!(stream.frame().await, Some(first), "the first line of a stream");
        stream
    }

    /// Returns the next event; `None` at the end of the stream. The first one of each name must match the document: a
    /// validation of each would make the client slow. An id alone is stored, as in a browser, and is not an
    /// event.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let event = self.frame().await?;
            self.last_id = event.id.or(self.last_id);
            if !event.name.is_empty() {
                if !self.known.insert(event.name.clone()) {
                    return Some(event);
                }
                let schema = json!({ "$ref": "#/components/schemas/EvenementFlux" });
                let sent = json!({ "event": event.name, "data": event.data });
                expect_valid("the event", &schema, &sent);
                return Some(event);
            }
        }
    }

    /// Returns the id with which a browser would reconnect.
    pub fn last_id(&self) -> Option<i64> {
        self.last_id
    }

    /// Returns the next event of this name and skips others.
    pub async fn next_of(&mut self, name: &str) -> Event {
        self.next_where(|event| event.name == name).await
    }

    /// Returns the next event that matches and skips others.
    pub async fn next_where(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if wanted(&event) {
                return event;
            }
        }
    }

    /// Returns the next event other than counts and heartbeats, which arrive at any time.
    pub async fn next_news(&mut self) -> Event {
        self.next_where(|event| !matches!(event.name.as_str(), "compteurs" | "battement")).await
    }

    /// Returns the titles of the next `n` notifications; only counts and heartbeats are skipped.
    pub async fn next_titles(&mut self, n: usize) -> Vec<String> {
        let mut titles = Vec::with_capacity(n);
        while titles.len() < n {
            let event = self.next_news().await;
            assert_eq!(event.name, "notification", "{event:?}");
            assert_eq!(event.id, event.data["id"].as_i64(), "{event:?}");
            titles.push(event.data["titre"].as_str().unwrap().to_owned());
        }
        titles
    }

    /// Reads to the end of the stream.
    pub async fn expect_end(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Returns the next frame, or `None` at the end of the stream.
    async fn frame(&mut self) -> Option<Event> {
        while self.come.is_empty() {
            let received =
                tokio::time::timeout(SOON, self.response.chunk()).await.expect("something comes soon");
            match received.expect("the stream is not cut off") {
                Some(bytes) => self.come.extend(self.frames.add(&bytes).unwrap()),
                None => {
                    assert!(self.frames.is_empty(), "half a frame");
                    return None;
                }
            }
        }
        self.come.pop_front()
    }
}
