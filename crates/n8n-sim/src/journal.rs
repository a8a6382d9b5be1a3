//! Journal of received and sent messages, for tests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::{FaultMode, TypeAction, lock};

/// Maximum number of entries of each kind, to limit memory in load tests.
const KEPT: usize = 10_000;

/// A received webhook.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Call {
    /// Sequence number among all received and sent messages.
    pub seq: u64,
    /// Action type, from the path.
    pub type_action: TypeAction,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When its response was ready.
    pub answered_at: Option<DateTime<Utc>>,
    /// Content type, user agent and Standard Webhooks headers, but never the key.
    pub headers: BTreeMap<String, String>,
    /// True when `X-API-Key` was valid.
    pub api_key_valid: bool,
    /// True when the signature was valid; `null` when none is required or the key was invalid.
    pub signature_valid: Option<bool>,
    /// True when its `webhook-id` had been accepted before.
    pub duplicate: bool,
    /// True for a test ping.
    pub canari: bool,
    /// True when it started a workflow.
    pub started: bool,
    /// The applied fault.
    pub fault: Option<FaultMode>,
    /// Body: JSON, or text when it does not parse.
    pub body: Value,
    /// The response, once sent.
    pub answer: Option<Answer>,
    /// Reason why nothing runs, other than a fault.
    pub note: Option<String>,
}

/// The response to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// HTTP status; `null` when the connection was closed.
    pub status: Option<u16>,
    /// Body of the response.
    pub body: String,
}

/// The kind of callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallbackKind {
    /// A step, to `conversion-progress`.
    Progress,
    /// The result, to `conversion-complete`.
    Complete,
}

/// One attempt of a callback, with the service's response.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// Sequence number among all received and sent messages.
    pub seq: u64,
    /// Step or result.
    pub kind: CallbackKind,
    /// Identifier of the action.
    pub id_conversion: i64,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// URL of the callback.
    pub url: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When the response, or the error, arrived.
    pub answered_at: DateTime<Utc>,
    /// Body: JSON, or a text when it was truncated or huge.
    pub body: Value,
    /// HTTP status of the response; `null` when there was none.
    pub status: Option<u16>,
    /// Body of the response: JSON, or text when it does not parse.
    pub answer: Value,
    /// Reason of a missing response.
    pub error: Option<String>,
}

/// The entries of both kinds, and a counter of changes.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Entries {
    last_seq: u64,
    calls: VecDeque<Call>,
    callbacks: VecDeque<Callback>,
}

impl Journal {
    pub(crate) fn calls(&self) -> Vec<Call> {
        lock(&self.entries).calls.iter().cloned().collect()
    }

    pub(crate) fn callbacks(&self) -> Vec<Callback> {
        lock(&self.entries).callbacks.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut entries = lock(&self.entries);
        entries.calls.clear();
        entries.callbacks.clear();
    }

    /// Subscribes to changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Stores a webhook before its response; returns its number.
    pub(crate) fn open_call(&self, mut call: Call) -> u64 {
        self.change(|entries| {
            entries.last_seq += 1;
            call.seq = entries.last_seq;
            push(&mut entries.calls, call);
            entries.last_seq
        })
    }

    pub(crate) fn close_call(&self, seq: u64, answer: Answer) {
        self.change(|entries| {
            // A response usually follows soon, so the search starts with the newest.
            if let Some(call) = entries.calls.iter_mut().rev().find(|call| call.seq == seq) {
                call.answered_at = Some(Utc::now());
                call.answer = Some(answer);
            }
        });
    }

    pub(crate) fn add_callback(&self, mut callback: Callback) {
        self.change(|entries| {
            entries.last_seq += 1;
            callback.seq = entries.last_seq;
            push(&mut entries.callbacks, callback);
        });
    }

    fn change<T>(&self, apply: impl FnOnce(&mut Entries) -> T) -> T {
        let result = apply(&mut lock(&self.entries));
        self.changed.send_modify(|version| *version += 1);
        result
    }
}

fn push<T>(list: &mut VecDeque<T>, entry: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(entry);
}
