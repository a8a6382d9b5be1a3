//! Carries out the planned faults.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::ledger::Ledger;
use super::n8n::{N8n, draw_fault};
use super::plan::{Planned, Trouble};
use crate::api::Api;
use crate::database::{Database, Restart};
use crate::dice::Dice;

/// Maximum time between two faults of n8n, in milliseconds.
const FAULT_WITHIN: u64 = 500;

/// Everything that can fail.
pub(super) struct Stage {
    pub(super) apis: [Api; 2],
    pub(super) database: Database,
    pub(super) n8n: N8n,
    pub(super) ledger: Arc<Ledger>,
}

impl Stage {
    /// Carries out the faults at their times; several may overlap, but not on one target.
    pub(super) async fn carry_out(self: &Arc<Self>, plan: Vec<Planned>) {
        let began = Instant::now();
        let mut troubles = JoinSet::new();
        for planned in plan {
            let stage = Arc::clone(self);
            troubles.spawn(async move {
                sleep_until(began + planned.at).await;
                stage.attend(planned.trouble).await;
            });
        }
        troubles.join_all().await;
    }

    /// Carries out one fault. A failed recovery counts as a violation and does not end the run.
    pub(super) async fn attend(&self, trouble: Trouble) {
        if let Err(error) = self.make(trouble).await {
            self.ledger.complain("something that did not recover alone", format!("{trouble:?}: {error:#}"));
        }
    }

    async fn make(&self, trouble: Trouble) -> anyhow::Result<()> {
        match trouble {
            Trouble::Kill(which, away) => {
                self.apis[which].kill(away).await?;
                self.ledger.count(|counts| counts.kills += 1);
            }
            Trouble::Roll(which) => {
                self.apis[which].roll().await?;
                self.ledger.count(|counts| counts.rolls += 1);
            }
            Trouble::Restart(how) if self.database.restarts() => {
                self.database.restart(how).await?;
                self.are_ready().await?;
                self.ledger.count(|counts| match how {
                    Restart::Failover => counts.failovers += 1,
                    Restart::Crash | Restart::Fast => counts.restarts += 1,
                });
            }
            Trouble::Restart(_) => {}
            Trouble::Cut => {
                self.database.cut().await?;
                self.are_ready().await?;
                self.ledger.count(|counts| counts.cuts += 1);
            }
            Trouble::Outage(away) => {
                self.n8n.outage(away).await?;
                self.ledger.count(|counts| counts.outages += 1);
            }
        }
        Ok(())
    }

    /// Waits until both instances accept requests, without restarting them.
    pub(super) async fn are_ready(&self) -> anyhow::Result<()> {
        for api in &self.apis {
            api.wait_ready().await?;
        }
        Ok(())
    }

    /// Applies faults to n8n at random times, endlessly.
    pub(super) async fn misbehave(self: Arc<Self>, mut dice: Dice) {
        loop {
            sleep(Duration::from_millis(dice.between(0, FAULT_WITHIN))).await;
            if let Err(error) = self.n8n.misbehave(draw_fault(&mut dice)).await {
                self.ledger.complain("a fault of the drill itself", format!("{error:#}"));
            }
        }
    }

    /// Collects n8n's records at intervals, endlessly.
    pub(super) async fn collect(self: Arc<Self>) {
        loop {
            sleep(Duration::from_secs(2)).await;
            if let Err(error) = self.n8n.collect().await {
                self.ledger.complain("a fault of the drill itself", format!("{error:#}"));
            }
        }
    }
}
