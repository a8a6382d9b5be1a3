//! Builds the health report for admins. The cost of its queries does not grow with the number of actions.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::sante::{
    Connexions, Disjoncteur, Sante, SanteBase, SanteLecture, SanteMigrations, SanteWorker, SanteWorkflow,
};
use common::{EtatSante, EtatWorkflow, TypeAction};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::canari::needs_somebody;
use super::{checks, silence, verdict, wording};
use crate::actions::webhook_path;
use crate::clock::Stopwatch;
use crate::db;
use crate::db::canaris::CanariRow;
use crate::db::disjoncteurs::DisjoncteurRow;
use crate::db::n8n_calls::Running;
use crate::error::ApiResult;
use crate::standby::Status;
use crate::state::AppState;

/// Returns the health report, as this instance sees it.
pub async fn report(state: &AppState) -> ApiResult<Sante> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let asked = Stopwatch::start();
    let version_postgresql = db::connect::server_version(&mut conn).await?;
    let latency = asked.elapsed();
    let migrations = SanteMigrations {
        appliquees: db::migrations::count_applied(&mut conn).await?,
        manquantes: db::migrations::count_lacking(&mut conn).await?,
    };
    let catalogue = checks::catalogue(&mut conn, state.clock.today()).await?;
    let is_opposition_readable = checks::is_opposition_readable(&mut conn, &state.config.rgpd).await?;
    let messages = silence::messages(&mut conn, state).await?;
    let workflows = workflows(&mut conn).await?;
    drop(conn);
    let mut sante = Sante {
        etat: EtatSante::Bon,
        raisons: Vec::new(),
        date: now.into(),
        demarrage: before(now, state.pulses.age()).into(),
        version: state.config.version.to_owned(),
        version_postgresql,
        base_de_donnees: SanteBase {
            latence_ms: millis(latency),
            connexions: connections(state),
            lecture: state.standby.status().map(|status| lecture(&status)),
        },
        migrations,
        catalogue,
        messages,
        workers: workers(state, now),
        intervalle_canari_s: state.config.n8n.canari_interval.as_secs(),
        workflows,
    };
    sante.raisons = verdict::reasons(&sante, is_opposition_readable);
    sante.etat = verdict::worst(&sante.raisons);
    Ok(sante)
}

fn connections(state: &AppState) -> Connexions {
    let status = state.pool.status();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Connexions {
        utilisees: number(status.in_use),
        ouvertes: number(status.in_use + status.idle),
        maximum: number(status.maximum),
        en_attente: number(status.waiting),
    }
}

fn lecture(status: &Status) -> SanteLecture {
    SanteLecture {
        etat: status.etat,
        retard_octets: status.lag_bytes,
        retard_ms: millis(status.lag),
        servies: status.by_standby,
        reprises: status.by_primary,
    }
}

fn workers(state: &AppState, now: DateTime<Utc>) -> Vec<SanteWorker> {
    let worker = |(nom, pulse): (_, &crate::lifecycle::Pulse)| SanteWorker {
        nom,
        dernier_passage: before(now, pulse.age()).into(),
        en_retard: pulse.is_late(),
    };
    state.pulses.iter(state.config.n8n.canari_interval).map(worker).collect()
}

async fn workflows(conn: &mut AsyncPgConnection) -> QueryResult<Vec<SanteWorkflow>> {
    let canaris = db::canaris::list(conn).await?;
    let breakers = db::disjoncteurs::list(conn).await?;
    let running = db::n8n_calls::count_running(conn).await?;
    let mut all = Vec::with_capacity(TypeAction::ALL.len());
    for type_action in TypeAction::ALL.iter().copied() {
        let canari = canaris.iter().find(|row| row.type_action.0 == type_action);
        let breaker = breakers.iter().find(|row| row.type_action.0 == type_action);
        // Each type has a row; only migrations insert them.
        let (Some(canari), Some(breaker)) = (canari, breaker) else { continue };
        let running = running.get(&type_action).copied().unwrap_or_default();
        all.push(workflow(conn, canari, breaker, running).await?);
    }
    Ok(all)
}

async fn workflow(
    conn: &mut AsyncPgConnection,
    canari: &CanariRow,
    breaker: &DisjoncteurRow,
    running: Running,
) -> QueryResult<SanteWorkflow> {
    let type_action = canari.type_action.0;
    let last_webhook = db::n8n_calls::find_last_webhook(conn, type_action).await?;
    let last_canari = canari.last();
    let answered_since = last_webhook.as_ref().is_some_and(|webhook| {
        webhook.ok && last_canari.as_ref().is_none_or(|canari| webhook.date > canari.date)
    });
    let (etat, message) = state_of(canari, breaker, answered_since);
    Ok(SanteWorkflow {
        type_action,
        chemin: webhook_path(type_action).to_owned(),
        etat,
        message,
        disjoncteur: Disjoncteur {
            ouvert: breaker.open().is_some(),
            depuis: breaker.injoignable_depuis.map(Into::into),
            prochain_essai: breaker.prochain_essai.map(Into::into),
            echecs: breaker.echecs,
        },
        dernier_webhook: last_webhook,
        dernier_rappel: db::n8n_calls::find_last_callback(conn, type_action).await?,
        dernier_canari: last_canari,
        actions_en_cours: running.all,
        actions_en_attente: running.waiting,
        attente_depuis: running.waiting_since.map(Into::into),
    })
}

/// Returns the current state. Calls that are newer than the canari take precedence: the breaker, and the last
/// accepted call.
fn state_of(canari: &CanariRow, breaker: &DisjoncteurRow, answered_since: bool) -> (EtatWorkflow, String) {
    let (type_action, found) = (canari.type_action.0, canari.etat.0);
    let told = |etat| (etat, wording::of_state(type_action, etat));
    match found {
        _ if breaker.open().is_some() && !needs_somebody(found) => told(EtatWorkflow::Injoignable),
        _ if answered_since && found != EtatWorkflow::SansCanari => told(EtatWorkflow::Actif),
        EtatWorkflow::Inconnu => told(found),
        _ => (found, canari.message.clone()),
    }
}

fn before(now: DateTime<Utc>, age: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(age).ok().and_then(|age| now.checked_sub_signed(age)).unwrap_or(now)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
