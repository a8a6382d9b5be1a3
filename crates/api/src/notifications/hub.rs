//! The open streams of this instance: their clients, and the channels that feed them.
//!
//! Each role has a channel, so that a burst for admins wakes no other client. A slow client misses events and delays
//! no other.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use common::notification::{ClientsParAudience, StatistiquesFlux};
use common::{Audience, IdUtilisateur, Role};
use tokio::sync::{broadcast, watch};

use super::wake::People;
use crate::db::notifications::flux::Position;

/// Maximum number of events that a client may be behind before it misses some.
const CAPACITY: usize = 1024;

/// Unread count of each connected person.
pub(super) type Counts = Arc<HashMap<IdUtilisateur, i64>>;

/// The account whose login must be checked; `None` for all accounts.
pub(super) type Login = Option<IdUtilisateur>;

/// Sends events to the open streams of this instance.
pub struct Hub {
    live: Mutex<Live>,
    people: Mutex<HashMap<(IdUtilisateur, Role), Connected>>,
    counts: watch::Sender<Counts>,
    logins: broadcast::Sender<Login>,
    delivered: AtomicU64,
    missed: AtomicU64,
    /// Positions of the reader. It holds the lock while it reads, so that readings do not overlap.
    pub(super) reading: tokio::sync::Mutex<Option<Cursors>>,
}

/// State that changes together, so that a client starts without a gap or a repetition.
struct Live {
    /// One channel per role, in the order of [`Role::ALL`]; `None` once the instance stops.
    channels: Option<Vec<broadcast::Sender<Sent>>>,
    /// The last sent notification, and the number sent so far.
    mark: Mark,
}

/// An event as the streams of a role receive it.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// The only account that it is for; `None` for every account of the role.
    pub only: Option<IdUtilisateur>,
    /// The frame.
    pub frame: Bytes,
}

/// A point in the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Position of the last sent notification.
    pub cursor: Position,
    /// Number of notifications sent to each role since the start, in the order of [`Role::ALL`].
    sent: [u64; Role::ALL.len()],
}

/// A connected person.
#[derive(Debug, Default)]
struct Connected {
    streams: u64,
    /// The last count of unread notifications.
    counted: Option<Counted>,
    /// True when the count is still valid.
    is_fresh: bool,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    unread: i64,
    /// Number of notifications sent to the role at that time; later ones are unread.
    sent: u64,
}

/// Positions up to which the reader has read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursors {
    /// Position in `notifications`.
    pub notifications: Position,
    /// Position in `conversions_en_cours`.
    pub actions: Position,
    /// The transaction that blocked rows during the last reading.
    pub held_back: Option<i64>,
}

impl Default for Hub {
    fn default() -> Self {
        let channels = Role::ALL.iter().map(|_| broadcast::channel(CAPACITY).0).collect();
        let mark = Mark { cursor: Position::START, sent: [0; Role::ALL.len()] };
        Self {
            live: Mutex::new(Live { channels: Some(channels), mark }),
            people: Mutex::default(),
            counts: watch::Sender::default(),
            logins: broadcast::channel(CAPACITY).0,
            delivered: AtomicU64::new(0),
            missed: AtomicU64::new(0),
            reading: tokio::sync::Mutex::new(None),
        }
    }
}

impl Hub {
    /// Creates a hub without clients.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every stream; streams opened later end at once.
    pub fn close(&self) {
        lock(&self.live).channels = None;
    }

    /// Returns the statistics of the stream, for admins.
    pub fn statistics(&self) -> StatistiquesFlux {
        let mut clients = ClientsParAudience::default();
        for ((_, role), person) in &*lock(&self.people) {
            *match role {
                Role::Admin => &mut clients.admin,
                Role::Formateur => &mut clients.formateur,
                Role::Eleve => &mut clients.eleve,
            } += person.streams;
        }
        StatistiquesFlux {
            clients,
            livres: self.delivered.load(Ordering::Relaxed),
            perdus: self.missed.load(Ordering::Relaxed),
        }
    }

    /// Sends notifications; the last one is at `cursor`. An account that gets one of its own is counted again, because
    /// the counts are kept by role.
    pub(super) fn send_notifications(&self, sent: Vec<(Audience, Sent)>, cursor: Position) {
        let own: Vec<IdUtilisateur> = sent.iter().filter_map(|(_, event)| event.only).collect();
        let mut live = lock(&self.live);
        for (audience, event) in sent {
            live.send(audience, &event);
            if event.only.is_none() {
                for (role, sent) in Role::ALL.iter().zip(&mut live.mark.sent) {
                    *sent += u64::from(is_told(*role, audience));
                }
            }
        }
        live.mark.cursor = cursor;
        drop(live);
        if !own.is_empty() {
            self.forget_counts(|id| own.contains(&id));
        }
    }

    /// Sends an event that clients do not resume from.
    pub(super) fn send(&self, audience: Audience, frame: &Bytes) {
        lock(&self.live).send(audience, &Sent { only: None, frame: frame.clone() });
    }

    /// Returns the current point of the stream.
    pub(super) fn mark(&self) -> Mark {
        lock(&self.live).mark
    }

    /// Subscribes to the events of a role after the returned position; `None` once the instance stops.
    pub(super) fn subscribe(&self, role: Role) -> Option<(broadcast::Receiver<Sent>, Position)> {
        let live = lock(&self.live);
        let channel = live.channels.as_ref()?.get(index(role))?;
        Some((channel.subscribe(), live.mark.cursor))
    }

    /// Registers a stream of a person until the guard is dropped; `None` when the person already has `most` streams.
    pub(super) fn enter(
        self: &Arc<Self>,
        id_utilisateur: IdUtilisateur,
        role: Role,
        most: u64,
    ) -> Option<Presence> {
        let mut people = lock(&self.people);
        let person = people.entry((id_utilisateur, role)).or_default();
        if person.streams >= most {
            return None;
        }
        person.streams += 1;
        Some(Presence { hub: Arc::clone(self), key: (id_utilisateur, role) })
    }

    /// Takes the connected people who need a count, and marks them as counted.
    pub(super) fn take_uncounted(&self) -> Vec<IdUtilisateur> {
        let mut people = lock(&self.people);
        let uncounted = people.iter_mut().filter(|(_, person)| !person.is_fresh);
        uncounted
            .map(|((id, _), person)| {
                person.is_fresh = true;
                *id
            })
            .collect()
    }

    /// Marks these people for a new count.
    pub(super) fn forget_counts(&self, is_concerned: impl Fn(IdUtilisateur) -> bool) {
        let mut people = lock(&self.people);
        for (_, person) in people.iter_mut().filter(|((id, _), _)| is_concerned(*id)) {
            person.is_fresh = false;
        }
    }

    /// Stores the unread counts of these people at `mark`; a missing count is 0.
    pub(super) fn keep_counts(
        &self,
        counted: &[IdUtilisateur],
        unread: &HashMap<IdUtilisateur, i64>,
        mark: Mark,
    ) {
        let mut people = lock(&self.people);
        for ((id, role), person) in people.iter_mut().filter(|((id, _), _)| counted.contains(id)) {
            let unread = unread.get(id).copied().unwrap_or_default();
            person.counted = Some(Counted { unread, sent: mark.sent[index(*role)] });
        }
    }

    /// Publishes the current unread count of each counted person.
    pub(super) fn tell_counts(&self) {
        let now = self.mark();
        let people = lock(&self.people);
        let counts = people.iter().filter_map(|((id, role), person)| {
            let counted = person.counted?;
            let since = now.sent[index(*role)].saturating_sub(counted.sent);
            Some((*id, counted.unread.saturating_add_unsigned(since)))
        });
        let counts = counts.collect();
        drop(people);
        self.counts.send_replace(Arc::new(counts));
    }

    /// Subscribes to the unread counts.
    pub(super) fn counts(&self) -> watch::Receiver<Counts> {
        self.counts.subscribe()
    }

    /// Asks the streams of these people to check their logins.
    pub(super) fn check_logins(&self, people: &People) {
        let everybody = people.everyone.then_some(None);
        for login in everybody.into_iter().chain(people.ids.iter().copied().map(Some)) {
            // An error only means that nobody is connected.
            let _ = self.logins.send(login);
        }
    }

    /// Subscribes to the logins to check.
    pub(super) fn logins(&self) -> broadcast::Receiver<Login> {
        self.logins.subscribe()
    }

    /// Counts events delivered to a client.
    pub(super) fn delivered(&self, events: u64) {
        self.delivered.fetch_add(events, Ordering::Relaxed);
    }

    /// Counts events that a client missed.
    pub(super) fn missed(&self, events: u64) {
        self.missed.fetch_add(events, Ordering::Relaxed);
    }
}

impl Live {
    fn send(&self, audience: Audience, event: &Sent) {
        for (role, channel) in Role::ALL.iter().zip(self.channels.iter().flatten()) {
            if is_told(*role, audience) {
                // An error only means that nobody of this role is connected.
                let _ = channel.send(event.clone());
            }
        }
    }
}

/// Returns true when a role belongs to an audience.
fn is_told(role: Role, audience: Audience) -> bool {
    audience == Audience::Tous || audience == Audience::from(role)
}

/// Returns the index of a role in [`Role::ALL`].
fn index(role: Role) -> usize {
    Role::ALL.iter().position(|one| *one == role).unwrap_or_default()
}

/// Locks a mutex and ignores poisoning: the data is consistent at every instant.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A registered stream.
pub(super) struct Presence {
    hub: Arc<Hub>,
    key: (IdUtilisateur, Role),
}

impl Presence {
    /// Returns the hub of the stream.
    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut people = lock(&self.hub.people);
        if let Some(person) = people.get_mut(&self.key) {
            person.streams -= 1;
            if person.streams == 0 {
                people.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests;
