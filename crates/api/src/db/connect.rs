//! Opens connections to PostgreSQL. At startup it waits for an unavailable database and fails on wrong settings.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use diesel::sql_types::{Nullable, Text};
use diesel::{OptionalExtension as _, QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use rustls::{CertificateError, ClientConfig, Error as TlsError};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::ANSWER;
use crate::config::DatabaseConfig;

/// TLS stream of an encrypted connection.
pub type Encrypted = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

/// Delay before the second attempt; doubled after each attempt.
const FIRST_DELAY: Duration = Duration::from_millis(100);
/// Maximum delay between two attempts.
const LAST_DELAY: Duration = Duration::from_secs(1);

/// The reason of a failed connection: one line that names the variable, without its value.
#[derive(Debug)]
pub struct ConnectError {
    variable: &'static str,
    reason: String,
    /// True when another attempt cannot succeed.
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

    pub(super) fn refused(config: &DatabaseConfig, error: &tokio_postgres::Error) -> Self {
        let cause = error.source();
        let tls = cause.and_then(tls_error);
        let reason = match (error.as_db_error(), cause) {
            (Some(answer), _) => one_line(&answer.message()),
            (None, Some(cause)) => one_line(&format_args!("{error}: {cause}{}", tls.map_or("", advice))),
            (None, None) => one_line(error),
        };
        let is_wrong = match error.code() {
            Some(code) => is_refusal(code),
            // PostgreSQL did not answer: the network failed, or the settings ask for something impossible.
            None => !error.is_closed() && (tls.is_some() || !cause.is_some_and(<dyn Error>::is::<io::Error>)),
        };
        Self { variable: config.variable, reason, is_wrong }
    }
}

/// Returns the TLS error inside an I/O error, if there is one.
fn tls_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a TlsError> {
    cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()
}

/// Returns a hint for the operator about a TLS error.
fn advice(error: &TlsError) -> &'static str {
    match error {
        TlsError::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
            "; DATABASE_CA_FILE names the authority that signed it"
        }
        _ => "",
    }
}

/// Returns true when the server refuses permanently: class 28 (authorisation), an unknown database, a database closed
/// to this role. Other errors are temporary: startup, shutdown, restore, too many connections.
fn is_refusal(code: &SqlState) -> bool {
    code.code().starts_with("28")
        || [SqlState::INVALID_CATALOG_NAME, SqlState::INSUFFICIENT_PRIVILEGE].contains(code)
}

fn one_line(text: &impl fmt::Display) -> String {
    text.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Opens a connection with the encryption of the configuration, which sets the `sslmode` of `client`. All connections
/// of the service use this function.
pub async fn open(
    client: &tokio_postgres::Config,
    tls: &Arc<ClientConfig>,
) -> Result<(Client, Connection<Socket, Encrypted>), tokio_postgres::Error> {
    client.connect(MakeRustlsConnect::new(ClientConfig::clone(tls))).await
}

/// Tries to connect once.
pub async fn connect(config: &DatabaseConfig) -> Result<AsyncPgConnection, ConnectError> {
    let established = async {
        let (client, connection) =
            open(&config.client, &config.tls).await.map_err(|error| ConnectError::refused(config, &error))?;
        AsyncPgConnection::try_from_client_and_connection(client, connection)
            .await
            .map_err(|error| ConnectError::away(config, error))
    };
    match tokio::time::timeout(ANSWER, established).await {
        Ok(done) => done,
        Err(_) => Err(ConnectError::away(config, format_args!("no answer within {} s", ANSWER.as_secs()))),
    }
}

/// Returns the version of the server, such as `15.14`.
pub async fn server_version(conn: &mut AsyncPgConnection) -> QueryResult<String> {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = Text)]
        server_version: String,
    }
    let shown: Shown = diesel::sql_query("SHOW server_version").get_result(conn).await?;
    // Distributions append their own words after the version.
    Ok(shown.server_version.split(' ').next().unwrap_or_default().to_owned())
}

/// Returns the TLS version of this connection, such as `TLSv1.3`, or `None` without encryption.
pub async fn tls_version(conn: &mut AsyncPgConnection) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = Nullable<Text>)]
        version: Option<String>,
    }
    let shown = diesel::sql_query("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    let shown: Option<Shown> = shown.get_result(conn).await.optional()?;
    Ok(shown.and_then(|shown| shown.version))
}

/// Tries to connect until it succeeds, without a time limit. Calls `tell` once, with the reason of the first failure.
/// Returns an error when waiting cannot help.
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
