//! Configuration of PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::config::TargetSessionAttrs;

use super::tls::{self, Encryption};
use super::{ConfigError, Source};

/// Variable with the URL for the owner of the tables.
const OWNER_URL: &str = "DATABASE_OWNER_URL";

/// Variable with the URL of the standby.
const STANDBY_URL: &str = "DATABASE_URL_LECTURE";

/// Maximum time to open a TCP connection to one of several hosts. The limit of the whole attempt leaves time for the
/// next host.
const ONE_HOST: Duration = Duration::from_secs(2);
/// Time after which a machine that acknowledges nothing counts as gone.
const MACHINE_GONE: Duration = Duration::from_secs(15);
/// Time without traffic after which TCP asks the machine, and time between two such questions.
const STILL_THERE: Duration = Duration::from_secs(5);

/// Settings of the connections to PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Name of the variable that sets `url`.
    pub variable: &'static str,
    /// `DATABASE_URL`, required: URL for the service role. `DATABASE_OWNER_URL`, no default: URL for the owner of the
    /// tables, used by `migrate` and `seed`. `DATABASE_URL_LECTURE`, no default: URL of a standby that serves reads. Of
    /// libpq's TLS parameters, a URL can contain `sslmode`, `sslnegotiation` and `sslrootcert`. Of several hosts
    /// (`host1:5432,host2:5432`), the service uses the one that accepts writes, and for reads one that does not.
    pub url: SecretString,
    /// The parsed URL, for tokio-postgres.
    pub client: tokio_postgres::Config,
    /// Encryption of the connections. `DATABASE_CA_FILE` names a PEM file with the authorities that may sign the
    /// server's certificate; the default is the system's authorities.
    pub encryption: Encryption,
    /// TLS configuration, which verifies the server's certificate.
    pub tls: Arc<ClientConfig>,
    /// `DB_POOL_SIZE`, default 10: maximum number of connections of requests. The workers have half as many.
    pub pool_size: usize,
    /// `DB_STATEMENT_TIMEOUT_S`, default 30: maximum duration of a request's statement. Exports have a longer limit,
    /// and migrations have none.
    pub statement_timeout: Duration,
}

impl DatabaseConfig {
    /// Reads only the database settings from the environment, for `migrate` and `seed`.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads the settings for the owner of the tables from the environment, and the name of the service role if it is
    /// another role.
    pub fn owner_from_env() -> Result<(Self, Option<String>), ConfigError> {
        Self::read_owner(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads the settings for the service role from `source`.
    pub fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hint = "`make run` starts a database of its own and sets it";
        let url = source.required_secret(tls::URL, hint)?;
        Self::read_rest(source, tls::URL, url)
    }

    /// Reads the values of [`Self::owner_from_env`] from `source`.
    pub fn read_owner(source: &Source<'_>) -> Result<(Self, Option<String>), ConfigError> {
        let service = Self::read(source)?;
        let Some(url) = source.secret(OWNER_URL)? else {
            return Ok((service, None));
        };
        let owner = Self::read_rest(source, OWNER_URL, url)?;
        let Some(role) = service.client.get_user().map(str::to_owned) else {
            let reason = "names no user: DATABASE_OWNER_URL is set, so it must be another role's".to_owned();
            return Err(ConfigError { variable: service.variable, reason });
        };
        Ok((owner, Some(role)))
    }

    /// Reads the settings of the standby that serves reads from `source`, if there is one.
    pub fn read_standby(source: &Source<'_>) -> Result<Option<Self>, ConfigError> {
        source.secret(STANDBY_URL)?.map(|url| Self::read_rest(source, STANDBY_URL, url)).transpose()
    }

    fn read_rest(
        source: &Source<'_>,
        variable: &'static str,
        url: SecretString,
    ) -> Result<Self, ConfigError> {
        let authorities = source.text(tls::CA_FILE);
        let (mut client, encryption, tls) = tls::read(variable, url.expose_secret(), authorities.as_deref())?;
        let wanted = if variable == STANDBY_URL {
            TargetSessionAttrs::ReadOnly
        } else {
            TargetSessionAttrs::ReadWrite
        };
        choose_host(&mut client, wanted);
        notice_lost_machine(&mut client);
        Ok(Self {
            variable,
            url,
            client,
            encryption,
            tls,
            pool_size: source.number("DB_POOL_SIZE", 10, 1, 1000)?,
            statement_timeout: Duration::from_secs(source.number("DB_STATEMENT_TIMEOUT_S", 30, 1, 3_600)?),
        })
    }

    /// Returns a warning when connections to another machine are not encrypted.
    pub fn lacks_encryption(&self) -> Option<String> {
        (self.encryption == Encryption::Disabled).then(|| {
            format!(
                "{} says sslmode=disable and the database is not on this machine: passwords and personal data cross \
                 the network unencrypted",
                self.variable
            )
        })
    }
}

/// Makes `client` look for the host that accepts writes, or for one that does not, when there are several, so that it
/// finds a promoted standby (PostgreSQL, « Specifying Multiple Hosts », `target_session_attrs`).
fn choose_host(client: &mut tokio_postgres::Config, wanted: TargetSessionAttrs) {
    if client.get_hosts().len().max(client.get_hostaddrs().len()) > 1 {
        client.target_session_attrs(wanted);
        if client.get_connect_timeout().is_none() {
            client.connect_timeout(ONE_HOST);
        }
    }
}

/// Makes `client` notice within seconds that the machine of the database is gone. By default TCP waits for hours.
/// Parameters of the URL have priority.
fn notice_lost_machine(client: &mut tokio_postgres::Config) {
    let default = tokio_postgres::Config::new();
    if client.get_tcp_user_timeout().is_none() {
        client.tcp_user_timeout(MACHINE_GONE);
    }
    if client.get_keepalives_idle() == default.get_keepalives_idle() {
        client.keepalives_idle(STILL_THERE);
    }
    if client.get_keepalives_interval().is_none() {
        client.keepalives_interval(STILL_THERE);
    }
}
