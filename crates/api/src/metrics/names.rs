//! Names and descriptions of the metrics; `crates/api/README.md` lists them too.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub(super) const HTTP_DURATION: &str = "admissions_http_request_duration_seconds";
pub(super) const HTTP_IN_FLIGHT: &str = "admissions_http_requests_in_flight";
pub(super) const WEBHOOKS: &str = "admissions_webhook_attempts_total";
pub(super) const WEBHOOK_DURATION: &str = "admissions_webhook_duration_seconds";
pub(super) const ACTIONS_STARTED: &str = "admissions_actions_started_total";
pub(super) const ACTIONS_ENDED: &str = "admissions_actions_ended_total";
pub(super) const CALLBACKS: &str = "admissions_callbacks_total";
pub(super) const LOGINS: &str = "admissions_logins_total";
pub(super) const WRONG_KEYS: &str = "admissions_wrong_keys_total";
pub(super) const ROWS_PURGED: &str = "admissions_purged_rows_total";
pub(super) const STREAM_DELIVERED: &str = "admissions_stream_events_delivered_total";
pub(super) const STREAM_DROPPED: &str = "admissions_stream_events_dropped_total";
pub(super) const STREAM_CLIENTS: &str = "admissions_stream_clients";
pub(super) const WORKER_AGE: &str = "admissions_worker_last_round_age_seconds";
pub(super) const BUILD_INFO: &str = "admissions_build_info";
pub(super) const POOL_CONNECTIONS: &str = "admissions_database_connections";
pub(super) const POOL_MAXIMUM: &str = "admissions_database_connections_max";
pub(super) const POOL_WAITING: &str = "admissions_database_connection_waiters";
pub(super) const STANDBY_STATE: &str = "admissions_standby_state";
pub(super) const STANDBY_LAG_BYTES: &str = "admissions_standby_lag_bytes";
pub(super) const STANDBY_LAG: &str = "admissions_standby_lag_seconds";
pub(super) const READS: &str = "admissions_reads_total";
pub(super) const DATABASE_UP: &str = "admissions_database_up";
pub(super) const ACTIONS_RUNNING: &str = "admissions_actions_running";
pub(super) const ACTIONS_WAITING: &str = "admissions_actions_waiting";
pub(super) const OLDEST_WAITING: &str = "admissions_actions_oldest_waiting_age_seconds";
pub(super) const BREAKER_OPEN: &str = "admissions_breaker_open";
pub(super) const CANARI_STATE: &str = "admissions_canari_state";
pub(super) const CANARI_TIME: &str = "admissions_canari_last_timestamp_seconds";
pub(super) const JOURNAL_OPEN: &str = "admissions_journal_open_entries";

const COUNTERS: &[(&str, &str)] = &[
    (WEBHOOKS, "Calls of n8n's webhooks for actions, by what came of them."),
    (ACTIONS_STARTED, "Actions that were accepted."),
    (ACTIONS_ENDED, "Actions that ended; a success that comes late ends its action a second time."),
    (CALLBACKS, "Ends that n8n reported, by what became of the report."),
    (LOGINS, "Attempts to log in."),
    (WRONG_KEYS, "API keys and signatures that were refused."),
    (ROWS_PURGED, "Rows that were removed because their time of keeping was over."),
    (READS, "Reads of an instance with a standby, by the server that answered."),
    (STREAM_DELIVERED, "Events that live streams were given."),
    (STREAM_DROPPED, "Events that a slow live stream missed; it is told to fetch again."),
];

const GAUGES: &[(&str, &str)] = &[
    (HTTP_IN_FLIGHT, "Requests whose answer has not begun."),
    (STREAM_CLIENTS, "Open live streams."),
    (WORKER_AGE, "Time since a worker last looked for work."),
    (BUILD_INFO, "Always 1; its label is the version."),
    (POOL_CONNECTIONS, "Connections to PostgreSQL."),
    (POOL_MAXIMUM, "Maximum number of connections to PostgreSQL."),
    (POOL_WAITING, "Who waits for a connection."),
    (DATABASE_UP, "1 when the database answered; the gauges that come from it are old otherwise."),
    (
        STANDBY_STATE,
        "1 for the state of the standby of DATABASE_URL_LECTURE; without one, 0 for every state.",
    ),
    (STANDBY_LAG_BYTES, "Write-ahead log that the standby had not replayed at its last check."),
    (STANDBY_LAG, "Age of the last commit that the standby had replayed then; 0 when nothing was left."),
    (ACTIONS_RUNNING, "Actions that have not ended, of all instances."),
    (ACTIONS_WAITING, "Those of them that n8n has not taken yet."),
    (OLDEST_WAITING, "Time since the oldest of these was asked; 0 when none waits."),
    (BREAKER_OPEN, "1 while calls of a workflow wait."),
    (CANARI_STATE, "1 for what the last canari of a workflow found, 0 for everything else."),
    (CANARI_TIME, "When that canari was sent, in seconds since 1970; 0 before the first."),
    (JOURNAL_OPEN, "Entries of the error journal that nobody has resolved."),
];

/// Registers the description of each metric.
pub(super) fn describe() {
    for (name, help) in COUNTERS {
        describe_counter!(*name, *help);
    }
    for (name, help) in GAUGES {
        describe_gauge!(*name, *help);
    }
    describe_histogram!(HTTP_DURATION, Unit::Seconds, "Time until the answer of a request begins.");
    describe_histogram!(WEBHOOK_DURATION, Unit::Seconds, "Time that a call of a webhook took.");
}
