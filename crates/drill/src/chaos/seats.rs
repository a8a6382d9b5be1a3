//! Clicks on the seats of a few sessions: candidates change session, withdraw and are accepted again; prospects wait,
//! and answer offers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::mix::Crowd;
use crate::dice::Dice;

/// Number of sessions that compete for their seats.
const SESSIONS: usize = 3;

/// An operation on a seat.
#[derive(Debug, Clone, Copy)]
enum Seat {
    Change,
    Withdraw,
    Decide,
    Wait,
    Answer,
}

const SEATS: [(Seat, u32); 5] =
    [(Seat::Change, 4), (Seat::Withdraw, 2), (Seat::Decide, 2), (Seat::Wait, 3), (Seat::Answer, 4)];

impl Crowd {
    /// Performs one operation on a seat, if there is somebody for it.
    pub(super) async fn seat(self: &Arc<Self>, person: usize, dice: &mut Dice) {
        let sessions = &self.fixtures.sessions[..SESSIONS.min(self.fixtures.sessions.len())];
        let session = sessions[dice.below(sessions.len())];
        let list = format!("/api/sessions/{session}/liste-attente");
        let chosen = dice.weighted(&SEATS);
        let (path, body) = match chosen {
            Seat::Wait => (list, json!({ "idProspect": self.prospect() })),
            Seat::Answer => {
                let offered = self.one_of(person, dice, &list, |place| place["etat"] == "PROPOSEE").await;
                let Some(offered) = offered else { return };
                (format!("{list}/{}/reponse", offered["idPlace"]), json!({ "accepte": dice.chance(60) }))
            }
            Seat::Change | Seat::Withdraw | Seat::Decide => {
                let candidats = "/api/candidats?limit=100";
                let Some(candidat) = self.one_of(person, dice, candidats, |_| true).await else { return };
                let (verb, body) = match chosen {
                    Seat::Change => ("changement-session", json!({ "idSession": session })),
                    Seat::Withdraw => ("desistement", json!({ "motif": "Essai" })),
                    _ => ("decision", json!({ "statutDossier": "ACCEPTE", "motif": null })),
                };
                (format!("/api/candidats/{}/{verb}", candidat["idCandidat"]), body)
            }
        };
        self.click(person, &path, &body).await;
    }

    /// Returns one of the rows of a list that match.
    async fn one_of(
        &self,
        person: usize,
        dice: &mut Dice,
        path: &str,
        matches: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let list = self.clients.read(person, path).await.ok()?;
        let rows: Vec<_> = list["data"].as_array()?.iter().filter(|row| matches(row)).collect();
        (!rows.is_empty()).then(|| rows[dice.below(rows.len())].clone())
    }
}
