//! Worker that calls n8n for due actions.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::actions::{carry_out, claim_due};
use crate::db;
use crate::error::ApiResult;
use crate::lifecycle::Shutdown;
use crate::state::AppState;
use crate::tokens::random_bytes;

/// Maximum time between two checks, which bounds the delay after a lost wake-up or a dead instance.
const POLL: Duration = Duration::from_secs(1);

/// Time from the first free place to the next claim. The calls that end meanwhile free more places for it.
const GATHER: Duration = Duration::from_millis(2);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    // Identifies this instance's leases.
    let mut dispatcher = Dispatcher {
        owner: format!("{:032x}", u128::from_be_bytes(random_bytes())).into(),
        state,
        calls: JoinSet::new(),
    };
    let mut healthy = true;
    while !*shutdown.borrow() {
        dispatcher.state.pulses.dispatcher.beat();
        let claimed = dispatcher.fill().await;
        if let Err(error) = &claimed
            && healthy
        {
            tracing::warn!(
                error = error.cause(),
                "dispatcher: the database does not answer; trying again every second"
            );
        }
        healthy = claimed.is_ok();
        // The calls filled every free place: more may be due as soon as a place is free.
        let more = claimed.is_ok_and(|room_left| !room_left);
        dispatcher.wait(more, &mut shutdown).await;
    }
    dispatcher.stop().await;
}

/// The calls of an instance in flight. Each has its own place, so that a slow call blocks no other.
struct Dispatcher {
    state: AppState,
    owner: Arc<str>,
    calls: JoinSet<()>,
}

impl Dispatcher {
    /// Makes due calls until the places are full; returns true when places are left.
    async fn fill(&mut self) -> ApiResult<bool> {
        while self.calls.try_join_next().is_some() {}
        let room = self.state.config.actions.concurrency.saturating_sub(self.calls.len());
        if room == 0 {
            return Ok(false);
        }
        let claimed = claim_due(&self.state, &self.owner, room).await?;
        let room_left = claimed.len() < room;
        for call in claimed {
            let state = self.state.clone();
            self.calls.spawn(async move { carry_out(&state, &call).await });
        }
        Ok(room_left)
    }

    /// Waits for the next work. With `more`, a free place counts as work.
    async fn wait(&mut self, more: bool, shutdown: &mut Shutdown) {
        let next = if more { POLL } else { self.until_next().await };
        let over = tokio::time::sleep(next);
        tokio::pin!(over);
        loop {
            tokio::select! {
                Some(_) = self.calls.join_next() => if more { break },
                () = self.state.wake.dispatcher().notified(), if !more => return,
                () = &mut over => return,
                _ = shutdown.wait_for(|stop| *stop) => return,
            }
        }
        tokio::time::sleep(GATHER).await;
    }

    /// Returns the time until the next due call, at most [`POLL`].
    async fn until_next(&self) -> Duration {
        let Ok(mut conn) = self.state.pool.get().await else { return POLL };
        let now = self.state.clock.now();
        match db::outbox::next_due(&mut conn, now).await {
            Ok(Some(due)) => (due - now).to_std().map_or(POLL, |wait| wait.min(POLL)),
            _ => POLL,
        }
    }

    /// Waits for the calls in flight, then releases the remaining leases.
    async fn stop(mut self) {
        while self.calls.join_next().await.is_some() {}
        let released = async {
            let conn = self.state.pool.get().await.map_err(anyhow::Error::from)?;
            db::outbox::release(&conn, &self.owner).await.map_err(anyhow::Error::from)
        };
        if let Err(error) = released.await {
            tracing::warn!(error = format!("{error:#}"), "leases not released: they end by themselves");
        }
    }
}
