//! PostgreSQL, configured.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};

use super::tls::{self, Encryption};
use super::{ConfigError, Source};

/// The address of the database for the owner of its tables.
const OWNER_URL: &str = "DATABASE_OWNER_URL";

/// PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// The variable that `url` comes from.
    pub variable: &'static str,
    /// `DATABASE_URL`, required: the address for the service role. `DATABASE_OWNER_URL`, none: the address for the role
    /// that owns the tables, used by `migrate` and `seed`. Of libpq's parameters of encryption it takes `sslmode` and `sslrootcert`.
    pub url: SecretString,
    /// The URL as the client of PostgreSQL takes it.
    pub client: tokio_postgres::Config,
    /// Whether connections are encrypted. `DATABASE_CA_FILE`, default the system's: the authorities, in PEM, of which one
    /// must have signed the server's certificate.
    pub encryption: Encryption,
    /// How the server's certificate is verified.
    pub tls: Arc<ClientConfig>,
    /// `DB_POOL_SIZE`, default 10.
    pub pool_size: usize,
    /// `DB_STATEMENT_TIMEOUT_S`, default 30: a statement of a request that takes longer is ended; exports have longer, and
    /// migrations as long as they need.
    pub statement_timeout: Duration,
}

impl DatabaseConfig {
    /// Reads the database part alone: enough to migrate and to seed.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads the address for the role that owns the tables, and the name of the service role if it is another one.
    pub fn owner_from_env() -> Result<(Self, Option<String>), ConfigError> {
        Self::read_owner(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads `source`.
    pub fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hint = "`make run` starts a database of its own and sets it";
        let url = source.required_secret(tls::URL, hint)?;
        Self::read_rest(source, tls::URL, url)
    }

    /// Reads what [`Self::owner_from_env`] returns from `source`.
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

    fn read_rest(
        source: &Source<'_>,
        variable: &'static str,
        url: SecretString,
    ) -> Result<Self, ConfigError> {
        let authorities = source.text(tls::CA_FILE);
        let (client, encryption, tls) = tls::read(variable, url.expose_secret(), authorities.as_deref())?;
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

    /// A fault of connections that work all the same.
    pub fn lacks_encryption(&self) -> Option<&'static str> {
        (self.encryption == Encryption::Disabled).then_some(
            "DATABASE_URL says sslmode=disable and the database is not on this machine: passwords and personal data \
             cross the network unencrypted",
        )
    }
}
