//! Bulk changes that run while instances die: actions and conversions of a few prospects, and changes of records.

use std::sync::Arc;

use serde_json::{Value, json};

use super::mix::Crowd;
use crate::client::Answer;
use crate::dice::Dice;

/// Minimum and maximum number of rows.
const ROWS: (u64, u64) = (3, 12);
/// Share of the lots that somebody stops right after their launch, in percent.
const STOPPED: u32 = 15;

impl Crowd {
    /// Rehearses a lot, launches it twice with one key, and sometimes stops it. The invariants of the database judge its
    /// rows.
    pub(super) async fn lot(self: &Arc<Self>, person: usize, dice: &mut Dice) {
        let asked = self.new_lot(dice);
        let rehearsed = self.clients.click(person, &self.key(), "/api/lots", &asked).await;
        let Some(id) = self.lot_of(rehearsed) else { return };
        let (key, path) = (self.key(), format!("/api/lots/{id}/lancement"));
        let nothing = json!({});
        let launches = tokio::join!(
            self.clients.click(person, &key, &path, &nothing),
            self.clients.click(person, &key, &path, &nothing),
        );
        for launched in [launches.0, launches.1] {
            match launched {
                Ok(answer) if answer.status == 202 => {}
                Ok(answer) => {
                    let evidence = format!("lot {id}: {} {}", answer.status, answer.body);
                    self.ledger.complain("a launch that was refused", evidence);
                }
                Err(error) => self.ledger.complain("a launch that nobody answered", format!("{error:#}")),
            }
        }
        if dice.chance(STOPPED) {
            let path = format!("/api/lots/{id}/annulation");
            if let Err(error) = self.clients.click(person + 1, &self.key(), &path, &nothing).await {
                self.ledger.complain("a stop that nobody answered", format!("{error:#}"));
            }
        }
    }

    fn new_lot(&self, dice: &mut Dice) -> Value {
        let rows = dice.between(ROWS.0, ROWS.1);
        let ids: Vec<&str> = (0..rows).map(|_| self.prospect()).collect();
        let (type_lot, parametres) = match dice.below(4) {
            0 => ("DOSSIER", json!({})),
            1 => ("EMAIL_RELANCE", json!({ "message": null })),
            2 => ("STATUT", json!({ "statutProspect": "QUALIFIE" })),
            _ => {
                let body = self.conversion_into_session(dice);
                let parametres = json!({
                    "formationRetenue": body["formationRetenue"], "idSession": body["idSession"],
                });
                ("CONVERSION", parametres)
            }
        };
        json!({ "type": type_lot, "parametres": parametres, "ids": ids })
    }

    /// Returns the lot of an accepted rehearsal.
    fn lot_of(&self, rehearsed: anyhow::Result<Answer>) -> Option<i64> {
        match rehearsed {
            Ok(answer) if answer.status == 201 => answer.body["idLot"].as_i64(),
            // A session may have closed since.
            Ok(answer) if answer.status == 422 => None,
            Ok(answer) => {
                let evidence = format!("{} {}", answer.status, answer.body);
                self.ledger.complain("a rehearsal that was refused", evidence);
                None
            }
            Err(error) => {
                self.ledger.complain("a rehearsal that nobody answered", format!("{error:#}"));
                None
            }
        }
    }
}
