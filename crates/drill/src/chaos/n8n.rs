//! The stand-in for n8n as a faulty, mortal process; its records survive restarts.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use n8n_sim::{Call, Callback, CallbackKind, Fault, FaultMode, Options, Sim};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::judge::{Call as Webhook, Callback as Report};
use crate::Setup;
use crate::dice::Dice;

/// Number of entries of each kind that the stand-in keeps; they are collected before it drops the oldest.
const KEPT: usize = 10_000;
/// Maximum time until its port is free again after its death.
const BACK_WITHIN: Duration = Duration::from_secs(10);

/// Events that n8n saw, over all its processes.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Webhooks that it received.
    pub(super) calls: Vec<Webhook>,
    /// Results that it reported, each attempt separately.
    pub(super) reports: Vec<Report>,
}

/// Positions up to which the running process was read.
#[derive(Debug, Default)]
struct Read {
    record: Record,
    last_call: u64,
    last_callback: u64,
}

/// The stand-in for n8n.
pub(super) struct N8n {
    options: Options,
    living: tokio::sync::Mutex<Option<Sim>>,
    read: Mutex<Read>,
}

impl N8n {
    /// Starts it.
    pub(super) fn start(setup: &Setup) -> anyhow::Result<Self> {
        let options = Options {
            listen: ([127, 0, 0, 1], setup.ports[3]).into(),
            webhook_secret: Some(setup.n8n_webhook_secret.clone().into()),
            step_delay: Duration::from_millis(20),
            callback_retry_delay: Duration::from_secs(1),
            ..Options::new(setup.n8n_api_key.as_str())
        };
        let living = tokio::sync::Mutex::new(Some(Sim::start(options.clone())?));
        Ok(Self { options, living, read: Mutex::default() })
    }

    /// Kills it for some time: connections are cut, workflows stop, and accepted calls are forgotten.
    pub(super) async fn outage(&self, away: Duration) -> anyhow::Result<()> {
        let mut living = self.living.lock().await;
        let sim = living.take().context("n8n is not running")?;
        self.collect_from(&sim)?;
        sim.stop().await;
        self.forget_places();
        sleep(away).await;
        let died = Instant::now();
        loop {
            match Sim::start(self.options.clone()) {
                Err(error) if died.elapsed() > BACK_WITHIN => return Err(error.into()),
                Err(_) => sleep(Duration::from_millis(50)).await,
                Ok(sim) => {
                    *living = Some(sim);
                    return Ok(());
                }
            }
        }
    }

    /// Applies a fault to the next webhooks.
    pub(super) async fn misbehave(&self, fault: Fault) -> anyhow::Result<()> {
        if let Some(sim) = &*self.living.lock().await {
            sim.faults().add(fault)?;
        }
        Ok(())
    }

    /// Removes all faults.
    pub(super) async fn behave(&self) {
        if let Some(sim) = &*self.living.lock().await {
            sim.faults().clear();
        }
    }

    /// Waits until no workflow runs; returns false after `limit`.
    pub(super) async fn is_idle_within(&self, limit: Duration) -> bool {
        match &*self.living.lock().await {
            Some(sim) => sim.wait_idle(limit).await,
            None => true,
        }
    }

    /// Collects new entries.
    pub(super) async fn collect(&self) -> anyhow::Result<()> {
        match &*self.living.lock().await {
            Some(sim) => self.collect_from(sim),
            None => Ok(()),
        }
    }

    /// Returns the collected entries.
    pub(super) fn record(&self) -> Record {
        self.lock().record.clone()
    }

    fn collect_from(&self, sim: &Sim) -> anyhow::Result<()> {
        let (calls, callbacks) = (sim.calls(), sim.callbacks());
        let read = &mut *self.lock();
        let lost =
            |first: Option<u64>, len: usize, last: u64| len == KEPT && first.is_some_and(|seq| seq > last);
        ensure!(
            !lost(calls.first().map(|one| one.seq), calls.len(), read.last_call),
            "webhooks were forgotten"
        );
        let first = callbacks.first().map(|one| one.seq);
        ensure!(!lost(first, callbacks.len(), read.last_callback), "callbacks were forgotten");
        let new_calls = calls.iter().filter(|one| one.seq > read.last_call);
        read.record.calls.extend(new_calls.map(webhook));
        let new_callbacks = callbacks.iter().filter(|one| one.seq > read.last_callback);
        read.record
            .reports
            .extend(new_callbacks.filter(|one| one.kind == CallbackKind::Complete).map(report));
        read.last_call = calls.last().map_or(read.last_call, |one| one.seq);
        read.last_callback = callbacks.last().map_or(read.last_callback, |one| one.seq);
        Ok(())
    }

    /// Resets the positions, because a new process numbers its entries from the start.
    fn forget_places(&self) {
        let mut read = self.lock();
        (read.last_call, read.last_callback) = (0, 0);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn webhook(call: &Call) -> Webhook {
    Webhook {
        id: call.headers.get("webhook-id").cloned().unwrap_or_default(),
        subject: format!(
            "{} {} {}",
            call.body["idProspect"], call.body["typeAction"], call.body["idConversion"]
        ),
        is_authentic: call.api_key_valid && call.signature_valid == Some(true),
    }
}

fn report(callback: &Callback) -> Report {
    Report {
        action: callback.id_conversion,
        // A truncated or huge body is not JSON.
        success: callback.body["success"] == Value::Bool(true),
        status: callback.status,
        answer: callback.answer.to_string(),
    }
}

/// Draws a fault: every mode of the stand-in, with delays on both sides of the run's timeouts.
pub(super) fn draw_fault(dice: &mut Dice) -> Fault {
    const MODES: [(FaultMode, u32); 13] = [
        (FaultMode::Slow, 8),
        (FaultMode::Status, 14),
        (FaultMode::Html, 6),
        (FaultMode::Refuse, 8),
        (FaultMode::Silence, 6),
        (FaultMode::Failure, 12),
        (FaultMode::Duplicate, 10),
        (FaultMode::Late, 8),
        (FaultMode::Contradictory, 10),
        (FaultMode::Early, 10),
        (FaultMode::TimeoutButRuns, 6),
        (FaultMode::Truncated, 8),
        (FaultMode::Huge, 3),
    ];
    let mode = dice.weighted(&MODES);
    let fault = Fault::new(mode).times(u32::try_from(dice.between(1, 2)).unwrap_or(1));
    match mode {
        FaultMode::Slow => fault.delay_ms(dice.between(100, 3_000)),
        FaultMode::TimeoutButRuns => fault.delay_ms(dice.between(1_500, 3_500)),
        FaultMode::Late => fault.delay_ms(dice.between(1_000, 25_000)),
        FaultMode::Contradictory if dice.chance(50) => fault.error("Quota dépassé", "Créer le dossier Drive"),
        FaultMode::Status => {
            let statuses = [(404, 2), (429, 2), (500, 3), (503, 3), (400, 1), (403, 1)];
            Fault { status: Some(dice.weighted(&statuses)), retry_after_s: Some(1), ..fault }
        }
        _ => fault,
    }
}
