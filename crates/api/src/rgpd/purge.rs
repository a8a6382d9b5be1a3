//! Purges rows whose retention period is over: the error journal, notifications, events of actions, bulk changes, the
//! audit of records, the security journal, sessions, invitations and refused logins. SECURITY.md lists the periods.

use chrono::{DateTime, Months, TimeDelta, Utc};

use crate::config::RgpdConfig;
use crate::db::purges::{
    self, AUDIT, FAILURES, INVITATIONS, JOURNAL, Kept, LIGNES, LOGINS, LOTS, NOTIFICATIONS, SECURITY, STORIES,
};
use crate::error::ApiResult;
use crate::lifecycle::Shutdown;
use crate::metrics;
use crate::state::AppState;

/// Interval between two purges of a table, over all instances.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// Retention of refused logins and keys; the rate limits look back less than that.
const FAILURES_KEPT: TimeDelta = TimeDelta::days(1);

/// Purges the tables that are due, in batches, so that shutdown and other work can interleave. One that cannot be purged
/// does not block the others and is tried again an hour later. Returns the number of purged tables.
///
/// # Errors
/// 503 while the database does not answer.
pub async fn purge_due(state: &AppState, shutdown: &Shutdown) -> ApiResult<usize> {
    let mut purged = 0;
    for (kept, limit) in limits(&state.config.rgpd, state.clock.now()) {
        if !claim(state, kept, limit).await? {
            continue;
        }
        match purge(state, shutdown, kept, limit).await {
            Ok(()) => purged += 1,
            Err(error) => {
                tracing::error!(table = kept.table, error = error.cause(), "old rows not removed");
            }
        }
    }
    Ok(purged)
}

async fn claim(state: &AppState, kept: Kept, limit: DateTime<Utc>) -> ApiResult<bool> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    Ok(purges::claim(&mut conn, kept, now, now - EVERY, limit).await?)
}

async fn purge(state: &AppState, shutdown: &Shutdown, kept: Kept, limit: DateTime<Utc>) -> ApiResult<()> {
    while !*shutdown.borrow() {
        let mut conn = state.pool.get().await?;
        let removed = purges::delete(&mut conn, kept, limit).await?;
        drop(conn);
        metrics::rows_purged(kept.table, removed);
        if kept == NOTIFICATIONS && removed > 0 {
            state.wake.read_by_everyone();
        }
        if removed < purges::BATCH {
            break;
        }
    }
    Ok(())
}

/// Returns the limit date of each table.
fn limits(config: &RgpdConfig, now: DateTime<Utc>) -> [(Kept, DateTime<Utc>); purges::ALL.len()] {
    let kept = &config.kept;
    let before = |months: Months| now.checked_sub_months(months).unwrap_or(DateTime::<Utc>::MIN_UTC);
    [
        (JOURNAL, before(kept.journal)),
        (NOTIFICATIONS, before(kept.notifications)),
        (STORIES, before(kept.stories)),
        (LIGNES, before(kept.stories)),
        (LOTS, before(kept.stories)),
        (AUDIT, before(kept.audit)),
        (SECURITY, before(kept.security)),
        (LOGINS, now),
        (INVITATIONS, now),
        (FAILURES, now - FAILURES_KEPT),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_is_purged_has_its_limit() {
        let months = Months::new;
        let kept = crate::config::Retention {
            journal: months(12),
            notifications: months(6),
            stories: months(36),
            audit: months(36),
            security: months(12),
        };
        let config = RgpdConfig { retention: months(36), hmac_key: None, previous_hmac_key: None, kept };
        let now: DateTime<Utc> = "2026-11-05T09:00:00Z".parse().unwrap();
        let limits = limits(&config, now);
        assert_eq!(limits.map(|(kept, _)| kept), purges::ALL);
        assert_eq!(limits[1].1, "2026-05-05T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}
