//! Carries the plan out.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::ledger::Ledger;
use super::n8n::{N8n, draw_fault};
use super::plan::{Planned, Trouble};
use crate::api::Api;
use crate::database::Database;
use crate::dice::Dice;

/// Time between two faults of n8n, in milliseconds, at the most.
const FAULT_WITHIN: u64 = 500;

/// Everything that can be broken.
pub(super) struct Stage {
    pub(super) apis: [Api; 2],
    pub(super) database: Database,
    pub(super) n8n: N8n,
    pub(super) ledger: Arc<Ledger>,
}

impl Stage {
    /// Makes the troubles happen, each at its time; several may run at once, but not two with the same thing.
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

    /// What does not recover alone is a violation, not the end of the run.
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
                self.ledger.count(|counts| counts.restarts += 1);
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

    /// Both instances take requests, without any restart of ours.
    pub(super) async fn are_ready(&self) -> anyhow::Result<()> {
        for api in &self.apis {
            api.wait_ready().await?;
        }
        Ok(())
    }

    /// n8n misbehaves now and then, without end.
    pub(super) async fn misbehave(self: Arc<Self>, mut dice: Dice) {
        loop {
            sleep(Duration::from_millis(dice.between(0, FAULT_WITHIN))).await;
            if let Err(error) = self.n8n.misbehave(draw_fault(&mut dice)).await {
                self.ledger.complain("a fault of the drill itself", format!("{error:#}"));
            }
        }
    }

    /// Reads what n8n recorded, now and then, without end.
    pub(super) async fn collect(self: Arc<Self>) {
        loop {
            sleep(Duration::from_secs(2)).await;
            if let Err(error) = self.n8n.collect().await {
                self.ledger.complain("a fault of the drill itself", format!("{error:#}"));
            }
        }
    }
}
