//! Configuration from environment variables, typed and documented with their defaults. A wrong value stops the
//! startup with one line that names the variable.

mod actions;
mod calendrier;
mod database;
mod http;
mod log;
mod n8n;
mod passwords;
mod rgpd;
mod second_facteur;
mod source;
#[cfg(test)]
mod tests;
mod tls;
pub mod variables;

pub use actions::ActionsConfig;
pub use calendrier::CalendrierConfig;
pub use database::DatabaseConfig;
pub use http::HttpConfig;
pub use log::LogConfig;
pub use n8n::N8nConfig;
pub use passwords::PasswordsConfig;
pub use rgpd::{Retention, RgpdConfig};
pub use second_facteur::SecondFacteurConfig;
pub use source::{ConfigError, Source};
pub use tls::Encryption;

/// The configuration of the service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Version of the program; the program adds the commit that it was built from.
    pub version: &'static str,
    /// Settings of the HTTP server.
    pub http: HttpConfig,
    /// Settings of PostgreSQL.
    pub database: DatabaseConfig,
    /// `DATABASE_URL_LECTURE`, no default: a standby of that database, which serves reads.
    pub standby: Option<DatabaseConfig>,
    /// Settings of n8n.
    pub n8n: N8nConfig,
    /// Settings of the action engine.
    pub actions: ActionsConfig,
    /// The calendar of the school.
    pub calendrier: CalendrierConfig,
    /// Settings of data protection.
    pub rgpd: RgpdConfig,
    /// Settings of the second factor of accounts.
    pub second_facteur: SecondFacteurConfig,
    /// Settings of the passwords of accounts.
    pub passwords: PasswordsConfig,
    /// Settings of the log.
    pub log: LogConfig,
}

impl Config {
    /// Reads the configuration from the environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads the configuration from `source`.
    pub fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            database: DatabaseConfig::read(source)?,
            standby: DatabaseConfig::read_standby(source)?,
            n8n: N8nConfig::read(source)?,
            http: HttpConfig::read(source)?,
            actions: ActionsConfig::read(source)?,
            calendrier: CalendrierConfig::read(source)?,
            rgpd: RgpdConfig::read(source)?,
            second_facteur: SecondFacteurConfig::read(source)?,
            passwords: PasswordsConfig::read(source),
            log: LogConfig::read(source)?,
        })
    }
}
