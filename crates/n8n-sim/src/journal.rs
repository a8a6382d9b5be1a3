//! What was received and what was sent, kept for whoever tests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::{FaultMode, TypeAction, lock};

/// Entries kept of each kind, so that a load test does not fill the memory.
const KEPT: usize = 10_000;

/// A webhook received.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Call {
    /// Order among everything received and sent.
    pub seq: u64,
    /// The workflow, by its path.
    pub type_action: TypeAction,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When its answer was ready.
    pub answered_at: Option<DateTime<Utc>>,
    /// Its content type, user agent and Standard Webhooks headers; never the key.
    pub headers: BTreeMap<String, String>,
    /// Whether `X-API-Key` was right.
    pub api_key_valid: bool,
    /// Whether the signature was right; `null` when none is asked for or the key was wrong.
    pub signature_valid: Option<bool>,
    /// Whether its `webhook-id` had been accepted before.
    pub duplicate: bool,
    /// Whether it was a test ping.
    pub canari: bool,
    /// Whether it started a workflow.
    pub started: bool,
    /// The fault applied.
    pub fault: Option<FaultMode>,
    /// The body: JSON, or the text when it is none.
    pub body: Value,
    /// The answer, once given.
    pub answer: Option<Answer>,
    /// Why nothing runs, when it is not the fault's doing.
    pub note: Option<String>,
}

/// What was answered to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// HTTP status; `null` when the connection was dropped.
    pub status: Option<u16>,
    /// The body given.
    pub body: String,
}

/// Which callback it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallbackKind {
    /// A step, on `conversion-progress`.
    Progress,
    /// The result, on `conversion-complete`.
    Complete,
}

/// One try of a callback and what the service answered.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// Order among everything received and sent.
    pub seq: u64,
    /// Step or result.
    pub kind: CallbackKind,
    /// The action it speaks of.
    pub id_conversion: i64,
    /// Which try of the same callback, from 1.
    pub attempt: u32,
    /// Where it was posted.
    pub url: String,
    /// When it was posted.
    pub sent_at: DateTime<Utc>,
    /// When the answer, or the error, was there.
    pub answered_at: DateTime<Utc>,
    /// The body: JSON, or a text when it was truncated or huge.
    pub body: Value,
    /// HTTP status of the answer; `null` when there was none.
    pub status: Option<u16>,
    /// Body of the answer: JSON, or the text when it is none.
    pub answer: Value,
    /// Why there was no answer.
    pub error: Option<String>,
}

/// Both lists, and a counter that changes with them.
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

    /// Tells of each change, from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Keeps a webhook before it is answered; gives its number.
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
            // Answered soon after it came, as a rule: look from the newest.
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
