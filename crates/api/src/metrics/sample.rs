//! Gauges that are read at scrape time. Values from the database are cached for a few seconds, so that several
//! scrapers cost no more than one.

use std::time::Duration;

use common::{EtatLecture, EtatWorkflow, Severite, TypeAction};
use diesel_async::AsyncPgConnection;
use metrics::{counter, gauge};

use super::names;
use crate::clock::Stopwatch;
use crate::db;
use crate::standby::Status;
use crate::state::AppState;

/// Validity of the values from the database.
const GOOD_FOR: Duration = Duration::from_secs(5);
/// Maximum time that a scrape waits for the database.
const LIMIT: Duration = Duration::from_secs(3);

/// When the database was last read.
#[derive(Default)]
pub(super) struct Sampled(Option<Stopwatch>);

/// Sets every gauge.
pub(super) async fn sample(state: &AppState, sampled: &mut Sampled) {
    sample_instance(state);
    if sampled.0.is_some_and(|at| at.elapsed() < GOOD_FOR) {
        return;
    }
    let asked = async {
        let mut conn = state.pool.get().await?;
        anyhow::Ok(sample_database(state, &mut conn).await?)
    };
    let is_up = match tokio::time::timeout(LIMIT, asked).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::debug!(error = format!("{error:#}"), "the database told the metrics nothing");
            false
        }
        Err(_) => false,
    };
    gauge!(names::DATABASE_UP).set(if is_up { 1.0 } else { 0.0 });
    sampled.0 = Some(Stopwatch::start());
}

fn sample_instance(state: &AppState) {
    for (name, pool) in [("requests", &state.pool), ("workers", &state.worker_pool)] {
        let pool = pool.status();
        gauge!(names::POOL_CONNECTIONS, "pool" => name, "state" => "in_use").set(number(pool.in_use));
        gauge!(names::POOL_CONNECTIONS, "pool" => name, "state" => "idle").set(number(pool.idle));
        gauge!(names::POOL_MAXIMUM, "pool" => name).set(number(pool.maximum));
        gauge!(names::POOL_WAITING, "pool" => name).set(number(pool.waiting));
    }
    sample_standby(state.standby.status().as_ref());
    let stream = state.hub.statistics();
    counter!(names::STREAM_DELIVERED).absolute(stream.livres);
    counter!(names::STREAM_DROPPED).absolute(stream.perdus);
    let clients = stream.clients;
    for (audience, clients) in
        [("ADMIN", clients.admin), ("FORMATEUR", clients.formateur), ("ELEVE", clients.eleve)]
    {
        gauge!(names::STREAM_CLIENTS, "audience" => audience).set(number(clients));
    }
    for (worker, pulse) in state.pulses.iter(state.config.n8n.canari_interval) {
        gauge!(names::WORKER_AGE, "worker" => worker.as_str()).set(pulse.age().as_secs_f64());
    }
}

fn sample_standby(standby: Option<&Status>) {
    for etat in EtatLecture::ALL {
        let is_so = standby.is_some_and(|standby| standby.etat == *etat);
        gauge!(names::STANDBY_STATE, "state" => etat.as_str()).set(u8::from(is_so));
    }
    // A lag of more than 4 GB counts as 4 GB.
    gauge!(names::STANDBY_LAG_BYTES).set(standby.map_or(0.0, |standby| number(standby.lag_bytes)));
    gauge!(names::STANDBY_LAG).set(standby.map_or(0.0, |standby| standby.lag.as_secs_f64()));
    let (by_standby, by_primary) = standby.map_or((0, 0), |standby| (standby.by_standby, standby.by_primary));
    counter!(names::READS, "server" => "standby").absolute(by_standby);
    counter!(names::READS, "server" => "primary").absolute(by_primary);
}

async fn sample_database(state: &AppState, conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
    let now = state.clock.now();
    let running = db::n8n_calls::count_running(conn).await?;
    for type_action in TypeAction::ALL {
        let (workflow, running) =
            (type_action.as_str(), running.get(type_action).copied().unwrap_or_default());
        let age = running.waiting_since.and_then(|since| (now - since).to_std().ok()).unwrap_or_default();
        gauge!(names::ACTIONS_RUNNING, "workflow" => workflow).set(number(running.all));
        gauge!(names::ACTIONS_WAITING, "workflow" => workflow).set(number(running.waiting));
        gauge!(names::OLDEST_WAITING, "workflow" => workflow).set(age.as_secs_f64());
    }
    for breaker in db::disjoncteurs::list(conn).await? {
        let is_open = u8::from(breaker.open().is_some());
        gauge!(names::BREAKER_OPEN, "workflow" => breaker.type_action.0.as_str()).set(is_open);
    }
    for canari in db::canaris::list(conn).await? {
        let workflow = canari.type_action.0.as_str();
        for etat in EtatWorkflow::ALL {
            let is_so = u8::from(*etat == canari.etat.0);
            gauge!(names::CANARI_STATE, "workflow" => workflow, "state" => etat.as_str()).set(is_so);
        }
        let at = canari.date_canari.map_or(0, |date| date.timestamp());
        gauge!(names::CANARI_TIME, "workflow" => workflow).set(number(at));
    }
    let open = db::journal_erreurs::count_open(conn).await?;
    for severite in Severite::ALL {
        let entries = open.iter().find(|(one, _)| one.0 == *severite).map_or(0, |(_, entries)| *entries);
        gauge!(names::JOURNAL_OPEN, "severity" => severite.as_str()).set(number(entries));
    }
    Ok(())
}

/// Converts a count to a float; the counts here stay below 2^32.
fn number(count: impl TryInto<u32>) -> f64 {
    count.try_into().map_or(f64::from(u32::MAX), f64::from)
}
