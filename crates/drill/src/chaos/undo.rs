//! Conversions that are undone around their departure.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::mix::{CONVERT, Crowd};
use crate::dice::Dice;

/// Grace of these conversions, in seconds.
const GRACE_S: u64 = 1;
/// Maximum time between the click and its undo, in milliseconds: a third of the undos come too late.
const LATEST_MS: u64 = 1_500;

impl Crowd {
    /// Starts a conversion with a grace, and undoes it before or after its departure.
    pub(super) async fn undo(self: &Arc<Self>, person: usize, dice: &mut Dice) {
        let mut body = self.conversion_into_session(dice);
        body["delaiAnnulationS"] = json!(GRACE_S);
        let Some(id) = self.click(person, CONVERT, &body).await else { return };
        sleep(Duration::from_millis(dice.between(0, LATEST_MS))).await;
        let path = format!("/api/actions/{id}/annulation");
        let answered = self.clients.click(person, &format!("undo-{id}"), &path, &json!({})).await;
        self.ledger.settle_undo(id, answered);
    }
}
