//! The way to PostgreSQL at a start: a database that is away is waited for, one that is wrong is refused.

use std::error::Error as _;
use std::time::Duration;
use std::{fmt, io};

use diesel::sql_types::Text;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use secrecy::ExposeSecret as _;
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

use super::ANSWER;
use crate::config::DatabaseConfig;

/// First delay before another try; doubled each time.
const FIRST_DELAY: Duration = Duration::from_millis(100);
/// Longest delay before another try.
const LAST_DELAY: Duration = Duration::from_secs(1);

/// Why there is no connection: one line that names the variable, without its value.
#[derive(Debug)]
pub struct ConnectError {
    variable: &'static str,
    reason: String,
    /// Whether trying again can't help.
    is_wrong: bool,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.reason)
    }
}

impl std::error::Error for ConnectError {}

impl ConnectError {
    fn away(config: &DatabaseConfig, reason: impl fmt::Display) -> Self {
        Self { variable: config.variable, reason: one_line(&reason), is_wrong: false }
    }

    fn refused(config: &DatabaseConfig, error: &tokio_postgres::Error) -> Self {
        let cause = error.source();
        let reason = match (error.as_db_error(), cause) {
            (Some(answer), _) => one_line(&answer.message()),
            (None, Some(cause)) => one_line(&format_args!("{error}: {cause}")),
            (None, None) => one_line(error),
        };
        let is_wrong = match error.code() {
            Some(code) => is_refusal(code),
            // No answer of PostgreSQL: either the network, or what we asked for can't be.
            None => !error.is_closed() && !cause.is_some_and(<dyn std::error::Error>::is::<io::Error>),
        };
        Self { variable: config.variable, reason, is_wrong }
    }
}

/// Whether the server will go on refusing: class 28 (authorisation), an unknown database, one that is closed to this role.
/// Everything else passes: starting, stopping, restoring, too many connections.
fn is_refusal(code: &SqlState) -> bool {
    code.code().starts_with("28")
        || [SqlState::INVALID_CATALOG_NAME, SqlState::INSUFFICIENT_PRIVILEGE].contains(code)
}

fn one_line(text: &impl fmt::Display) -> String {
    text.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// One try.
pub async fn connect(config: &DatabaseConfig) -> Result<AsyncPgConnection, ConnectError> {
    let established = async {
        let (client, connection) = tokio_postgres::connect(config.url.expose_secret(), NoTls)
            .await
            .map_err(|error| ConnectError::refused(config, &error))?;
        AsyncPgConnection::try_from_client_and_connection(client, connection)
            .await
            .map_err(|error| ConnectError::away(config, error))
    };
    match tokio::time::timeout(ANSWER, established).await {
        Ok(done) => done,
        Err(_) => Err(ConnectError::away(config, format_args!("no answer within {} s", ANSWER.as_secs()))),
    }
}

/// The server's version, such as `15.14`.
pub async fn server_version(conn: &mut AsyncPgConnection) -> QueryResult<String> {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = Text)]
        server_version: String,
    }
    let shown: Shown = diesel::sql_query("SHOW server_version").get_result(conn).await?;
    // Distributions add their own words behind it.
    Ok(shown.server_version.split(' ').next().unwrap_or_default().to_owned())
}

/// Tries until there is a connection, however long that takes. `tell` hears, once, why it has to wait; an error says that
/// waiting can't help.
pub async fn wait(
    config: &DatabaseConfig,
    tell: impl FnOnce(&ConnectError),
) -> Result<AsyncPgConnection, ConnectError> {
    let mut tell = Some(tell);
    let mut delay = FIRST_DELAY;
    loop {
        let error = match connect(config).await {
            Err(error) if !error.is_wrong => error,
            done => return done,
        };
        if let Some(tell) = tell.take() {
            tell(&error);
        }
        tokio::time::sleep(delay).await;
        delay = (delay * 2).min(LAST_DELAY);
    }
}
