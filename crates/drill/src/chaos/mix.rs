//! Generates clicks: people who work, hurry, click twice, and retry failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::ledger::Ledger;
use crate::client::Clients;
use crate::dice::Dice;
use crate::fixtures::Fixtures;
use crate::stream::Listener;

/// Path of conversion requests.
pub(super) const CONVERT: &str = "/api/prospects/convertir-candidat";
/// Number of concurrent clicks for the last seats of a session.
const RUSH: usize = 6;

/// The next action of a person.
#[derive(Debug, Clone, Copy)]
enum Move {
    Convert,
    IntoSession,
    Dossier,
    Devis,
    Email,
    TwoPeople,
    SameKey,
    LastSeats,
    Mistake,
    Relance,
    Seat,
    Undo,
    Lot,
}

const MOVES: [(Move, u32); 13] = [
    (Move::Convert, 15),
    (Move::IntoSession, 20),
    (Move::Dossier, 12),
    (Move::Devis, 12),
    (Move::Email, 12),
    (Move::TwoPeople, 8),
    (Move::SameKey, 8),
    (Move::LastSeats, 4),
    (Move::Mistake, 2),
    (Move::Relance, 12),
    (Move::Seat, 16),
    (Move::Undo, 12),
    (Move::Lot, 4),
];

/// All people who click.
pub(super) struct Crowd {
    pub(super) clients: Arc<Clients>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) fixtures: Fixtures,
    /// Clients that learn of failed actions.
    pub(super) pages: Vec<Arc<Listener>>,
    next: AtomicUsize,
    keys: AtomicUsize,
}

impl Crowd {
    pub(super) fn new(
        clients: Arc<Clients>,
        ledger: Arc<Ledger>,
        fixtures: Fixtures,
        pages: Vec<Arc<Listener>>,
    ) -> Arc<Self> {
        let (next, keys) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Arc::new(Self { clients, ledger, fixtures, pages, next, keys })
    }

    /// Starts this number of conversions at once, of distinct prospects, most of them into a session.
    pub(super) fn open(self: &Arc<Self>, conversions: usize, dice: &mut Dice) -> JoinSet<()> {
        let mut clicks = JoinSet::new();
        for person in 0..conversions {
            let body = if dice.chance(70) { self.conversion_into_session(dice) } else { self.conversion() };
            let crowd = Arc::clone(self);
            clicks.spawn(async move {
                crowd.click(person, CONVERT, &body).await;
            });
        }
        clicks
    }

    /// Performs one action after another until the end, including the pending responses.
    pub(super) async fn work(self: Arc<Self>, person: usize, mut dice: Dice, ending: watch::Receiver<bool>) {
        while !*ending.borrow() {
            self.step(person, &mut dice).await;
            sleep(Duration::from_millis(dice.between(50, 600))).await;
        }
    }

    async fn step(self: &Arc<Self>, person: usize, dice: &mut Dice) {
        let chosen = dice.weighted(&MOVES);
        let (path, body) = match chosen {
            Move::Convert | Move::SameKey => (CONVERT.to_owned(), self.conversion()),
            Move::IntoSession | Move::TwoPeople => (CONVERT.to_owned(), self.conversion_into_session(dice)),
            Move::Dossier => (self.path(dice, "send-dossier"), json!({ "email": null })),
            Move::Devis => (self.path(dice, "generate-devis"), json!({})),
            Move::Email => {
                (self.path(dice, "send-email"), json!({ "typeEmail": "RELANCE", "message": null }))
            }
            Move::Mistake => (CONVERT.to_owned(), self.nowhere()),
            Move::LastSeats => return self.rush(dice).await,
            Move::Seat => return self.seat(person, dice).await,
            Move::Undo => return self.undo(person, dice).await,
            Move::Lot => return self.lot(person, dice).await,
            Move::Relance => match self.failed(dice) {
                Some(id) => (format!("/api/actions/{id}/relance"), json!({})),
                None => return,
            },
        };
        match chosen {
            // Two people act on one prospect: one of them wins.
            Move::TwoPeople => {
                tokio::join!(self.click(person, &path, &body), self.click(person + 1, &path, &body));
            }
            // Sends one click twice to both instances at once, and again when it is done.
            Move::SameKey => {
                let key = self.key();
                tokio::join!(self.send(person, &key, &path, &body), self.send(person, &key, &path, &body));
                self.send(person, &key, &path, &body).await;
            }
            _ => {
                self.click(person, &path, &body).await;
            }
        }
    }

    /// Sends more people than seats into one session.
    async fn rush(self: &Arc<Self>, dice: &mut Dice) {
        let body = self.conversion_into_session(dice);
        let mut clicks = JoinSet::new();
        for person in 0..RUSH {
            let (crowd, mut body) = (Arc::clone(self), body.clone());
            body["idProspect"] = json!(self.prospect());
            clicks.spawn(async move {
                crowd.click(person, CONVERT, &body).await;
            });
        }
        clicks.join_all().await;
    }

    /// Sends a click; returns the action of an accepted one.
    pub(super) async fn click(&self, person: usize, path: &str, body: &Value) -> Option<i64> {
        self.send(person, &self.key(), path, body).await
    }

    async fn send(&self, person: usize, key: &str, path: &str, body: &Value) -> Option<i64> {
        self.ledger.count(|counts| counts.clicks += 1);
        self.ledger.settle(key, self.clients.click(person, key, path, body).await)
    }

    pub(super) fn key(&self) -> String {
        format!("click-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// Returns a prospect without any action, while there are any.
    pub(super) fn prospect(&self) -> &str {
        let prospects = &self.fixtures.prospects;
        &prospects[self.next.fetch_add(1, Ordering::Relaxed) % prospects.len()]
    }

    fn conversion(&self) -> Value {
        json!({ "idProspect": self.prospect(), "formationRetenue": "CAP_BJ", "idSession": null })
    }

    pub(super) fn conversion_into_session(&self, dice: &mut Dice) -> Value {
        let sessions = &self.fixtures.sessions;
        let mut body = self.conversion();
        body["idSession"] = json!(sessions[dice.below(sessions.len())]);
        body
    }

    /// Returns a conversion with an unknown session.
    fn nowhere(&self) -> Value {
        let mut body = self.conversion();
        body["idSession"] = json!(i64::from(u32::MAX));
        body
    }

    /// Returns the path of an action on any prospect, including candidates.
    fn path(&self, dice: &mut Dice, action: &str) -> String {
        let prospects = &self.fixtures.prospects;
        let known = self.next.load(Ordering::Relaxed).clamp(1, prospects.len());
        format!("/api/prospects/{}/{action}", prospects[dice.below(known)])
    }

    /// Returns a failed action that a client knows of.
    fn failed(&self, dice: &mut Dice) -> Option<i64> {
        let page = &self.pages[dice.below(self.pages.len())];
        page.heard(|heard| {
            let index = dice.below(heard.failed.len().max(1));
            (index < heard.failed.len()).then(|| heard.failed.swap_remove(index))
        })
    }
}
