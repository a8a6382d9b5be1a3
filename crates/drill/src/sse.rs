//! Parses server-sent events (WHATWG HTML §9.2) in the subset that the live stream writes: one line per field, each
//! field at most once, lines that end in LF.

use anyhow::Context as _;
use serde_json::Value;

/// An event of the live stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// Field `id`, if present.
    pub id: Option<i64>,
    /// Field `event`; empty when absent. A browser ignores such an event.
    pub name: String,
    /// Field `data`; null when absent.
    pub data: Value,
    /// Field `retry`, in milliseconds, if present.
    pub retry: Option<u64>,
}

/// Parser that collects bytes until a frame is complete; an incomplete frame at the end of a stream is dropped.
#[derive(Debug, Default)]
pub struct Frames(Vec<u8>);

impl Frames {
    /// Adds bytes; returns the events that they complete.
    ///
    /// # Errors
    /// A frame is not in the format of the live stream.
    pub fn add(&mut self, bytes: &[u8]) -> anyhow::Result<Vec<Event>> {
        self.0.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(end) = self.0.windows(2).position(|pair| pair == b"\n\n") {
            let frame: Vec<u8> = self.0.drain(..end + 2).collect();
            let frame = String::from_utf8(frame).context("a frame is UTF-8")?;
            events.push(event(&frame).with_context(|| format!("{frame:?}"))?);
        }
        Ok(events)
    }

    /// Returns true when no incomplete frame is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn event(frame: &str) -> anyhow::Result<Event> {
    let mut event = Event::default();
    for line in frame.trim_end().lines() {
        match line.split_once(": ").context("a field and its value")? {
            ("id", id) => event.id = Some(id.parse()?),
            ("event", name) => name.clone_into(&mut event.name),
            ("data", data) => event.data = serde_json::from_str(data)?,
            ("retry", wait) => event.retry = Some(wait.parse()?),
            (other, _) => anyhow::bail!("the stream has no field {other}"),
        }
    }
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_put_together_from_pieces() {
        let mut frames = Frames::default();
        let begun = frames.add(b"retry: 3000\n\nid: 7\nevent: notif").unwrap();
        assert_eq!(begun, [Event { retry: Some(3000), ..Event::default() }]);
        let events = frames.add(b"ication\ndata: {\"id\":7}\n\nevent: resync\n").unwrap();
        let data = serde_json::json!({ "id": 7 });
        assert_eq!(events, [Event { id: Some(7), name: "notification".to_owned(), data, retry: None }]);
        assert!(!frames.is_empty());
    }

    #[test]
    fn a_frame_that_the_stream_never_writes_is_an_error() {
        for frame in ["id: sept\n\n", "data: {\n\n", "event\n\n", "titre: x\n\n", ": comment\n\n"] {
            assert!(Frames::default().add(frame.as_bytes()).is_err(), "{frame}");
        }
    }
}
