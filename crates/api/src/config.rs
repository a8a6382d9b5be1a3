//! Configuration from environment variables: typed, each with its default and its meaning. A wrong value stops the start
//! with one line that names the variable.

mod passwords;
mod rgpd;
mod second_facteur;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
pub use passwords::PasswordsConfig;
use reqwest::Url;
pub use rgpd::{Retention, RgpdConfig};
pub use second_facteur::SecondFacteurConfig;
use secrecy::{ExposeSecret as _, SecretString};

/// Everything the service needs to know to start.
#[derive(Debug, Clone)]
pub struct Config {
    /// The HTTP server.
    pub http: HttpConfig,
    /// PostgreSQL.
    pub database: DatabaseConfig,
    /// n8n.
    pub n8n: N8nConfig,
    /// Delays of the action engine.
    pub actions: ActionsConfig,
    /// What the law asks.
    pub rgpd: RgpdConfig,
    /// Second factor of accounts.
    pub second_facteur: SecondFacteurConfig,
    /// Passwords of accounts.
    pub passwords: PasswordsConfig,
}

/// The HTTP server.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `LISTEN_ADDR`, default `127.0.0.1:8080`.
    pub listen_addr: SocketAddr,
    /// `PUBLIC_URL`, default `http://localhost:8080`: base of `urlRappel`, cookie security, allowed origin.
    pub public_url: Url,
    /// `SPA_DIR`, none: the folder of the built SPA.
    pub spa_dir: Option<PathBuf>,
    /// `CORS_ORIGINS`, none: comma-separated origins of an SPA hosted elsewhere.
    pub cors_origins: Vec<String>,
    /// `TRUSTED_PROXIES`, none: comma-separated addresses and networks (CIDR) whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `HTTP_WORKERS`, default: the number of cores.
    pub workers: Option<usize>,
    /// `HTTP_MAX_CONNECTIONS`, default 10000: open at once; those that come then wait.
    pub max_connections: usize,
    /// `HTTP_CONNECTIONS_PER_ADDRESS`, default 1000: open at once from one address, or one IPv6 /64 network; others are
    /// closed. [`Self::trusted_proxies`] are exempt: theirs are those of everybody behind them.
    pub connections_per_address: usize,
    /// `READ_TIMEOUT_S`, default 10: how long a client has to send a request's head, and then its body. A connection without
    /// a request in progress is held no longer.
    pub read_timeout: Duration,
    /// `HEARTBEAT_S`, default 30: seconds between two beats of the live stream.
    pub heartbeat: Duration,
    /// `STREAMS_PER_PERSON`, default 20: live streams that a person has open at once on an instance.
    pub streams_per_person: u64,
    /// `METRICS_ADDR`, none: where `GET /metrics` is answered without a key, on a port of its own.
    pub metrics_addr: Option<SocketAddr>,
}

/// PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`, required.
    pub url: SecretString,
    /// `DB_POOL_SIZE`, default 10.
    pub pool_size: usize,
    /// `DB_STATEMENT_TIMEOUT_S`, default 30: a statement of a request that takes longer is ended; exports have longer, and
    /// migrations as long as they need.
    pub statement_timeout: Duration,
}

/// n8n.
#[derive(Debug, Clone)]
pub struct N8nConfig {
    /// `N8N_WEBHOOK_BASE_URL`, required; ends in `/webhook` on a real n8n.
    pub webhook_base_url: Url,
    /// `N8N_API_KEY`, required: sent with our webhooks, expected with its calls.
    pub api_key: SecretString,
    /// `N8N_API_KEY_PRECEDENTE`, none: also accepted, during a rotation.
    pub previous_api_key: Option<SecretString>,
    /// `N8N_WEBHOOK_SECRET`, none: signs our webhooks (Standard Webhooks, `whsec_…`).
    pub webhook_secret: Option<SecretString>,
    /// `N8N_WEBHOOK_SECRET_PRECEDENT`, none: signs as well, and is accepted, during a rotation.
    pub previous_webhook_secret: Option<SecretString>,
    /// `CANARI_INTERVAL_S`, default 300: seconds between two canaris of a workflow that are sent without a click; 0: never.
    pub canari_interval: Duration,
}

/// Delays of the action engine.
#[derive(Debug, Clone)]
pub struct ActionsConfig {
    /// `WEBHOOK_MAX_ATTEMPTS`, default 3.
    pub max_attempts: i32,
    /// `WEBHOOK_INITIAL_DELAY_MS`, default 1000.
    pub initial_delay: Duration,
    /// `WEBHOOK_BACKOFF`, default 2: each delay is so many times the one before.
    pub backoff: f64,
    /// `WEBHOOK_TIMEOUT_MS`, default 30000.
    pub timeout: Duration,
    /// `WEBHOOK_CONCURRENCY`, default 8: calls at once.
    pub concurrency: usize,
    /// `ACTION_DEADLINE_S`, default 900: how long the callback is awaited after delivery, and how long an action waits for
    /// n8n to be back.
    pub deadline: Duration,
    /// `WEBHOOK_BREAKER_FAILURES`, default 5: after so many failed calls in a row, a workflow's calls wait.
    pub breaker_failures: i32,
    /// `WEBHOOK_BREAKER_PAUSE_MS`, default 5000: until one of them tries again; doubled each time, up to a minute.
    pub breaker_pause: Duration,
}

/// Shortest key, in characters: 128 bits in hexadecimal.
const SHORTEST_KEY: usize = 32;
/// Shortest secret of a signature, in bytes (Standard Webhooks, « Signature scheme »).
const SHORTEST_SECRET: usize = 24;

/// A variable that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    variable: &'static str,
    reason: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.reason)
    }
}

impl std::error::Error for ConfigError {}

/// Where values are read from: the environment, or a map in tests.
pub struct Source<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Source<'a> {
    /// Reads values with `lookup`; an empty value counts as absent.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    fn text(&self, variable: &str) -> Option<String> {
        (self.0)(variable).filter(|value| !value.trim().is_empty())
    }

    fn required(&self, variable: &'static str, hint: &str) -> Result<String, ConfigError> {
        self.text(variable).ok_or_else(|| missing(variable, hint))
    }

    fn parsed<T: FromStr>(&self, variable: &'static str, expected: &str) -> Result<Option<T>, ConfigError> {
        self.text(variable)
            .map(|value| {
                let wrong =
                    || ConfigError { variable, reason: format!("expected {expected}, got {value:?}") };
                value.trim().parse().map_err(|_| wrong())
            })
            .transpose()
    }

    fn number<T>(&self, variable: &'static str, default: T, min: T, max: T) -> Result<T, ConfigError>
    where
        T: FromStr + PartialOrd + fmt::Display + Copy,
    {
        let expected = format!("a number from {min} to {max}");
        let value = self.parsed(variable, &expected)?.unwrap_or(default);
        if value >= min && value <= max {
            Ok(value)
        } else {
            Err(ConfigError { variable, reason: format!("expected {expected}, got {value}") })
        }
    }

    fn http_url(&self, variable: &'static str) -> Result<Option<Url>, ConfigError> {
        let expected = "an http:// or https:// URL";
        match self.parsed::<Url>(variable, expected)? {
            Some(url) if !matches!(url.scheme(), "http" | "https") => {
                Err(ConfigError { variable, reason: format!("expected {expected}, got {url}") })
            }
            url => Ok(url),
        }
    }

    fn networks(&self, variable: &'static str) -> Result<Vec<IpNet>, ConfigError> {
        let network = |text: &str| {
            let known = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let reason = || format!("expected addresses or networks (10.0.0.0/8), got {text:?}");
            known.map_err(|_| ConfigError { variable, reason: reason() })
        };
        let list = self.text(variable).unwrap_or_default();
        list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(network).collect()
    }

    /// A secret: the value of `variable`, or the content of the file that `variable` with `_FILE` names. A line's end
    /// behind it is not a part of it.
    fn secret(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let Some(path) = self.text(&format!("{variable}_FILE")) else {
            return Ok(self.text(variable).map(SecretString::from));
        };
        let wrong = |reason: String| ConfigError { variable, reason };
        if self.text(variable).is_some() {
            return Err(wrong(format!("is set, and {variable}_FILE as well: choose one")));
        }
        let read = std::fs::read_to_string(&path);
        let content =
            read.map_err(|error| wrong(format!("{variable}_FILE can't be read: {}", error.kind())))?;
        let value = content.trim_end_matches(['\r', '\n']);
        if value.trim().is_empty() {
            return Err(wrong(format!("{variable}_FILE names an empty file")));
        }
        Ok(Some(value.into()))
    }

    fn required_secret(&self, variable: &'static str, hint: &str) -> Result<SecretString, ConfigError> {
        self.secret(variable)?.ok_or_else(|| missing(variable, hint))
    }

    fn required_key(&self, variable: &'static str, hint: &str) -> Result<SecretString, ConfigError> {
        self.key(variable)?.ok_or_else(|| missing(variable, hint))
    }

    /// A key of at least [`SHORTEST_KEY`] characters.
    fn key(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let key = self.secret(variable)?;
        if key.as_ref().is_some_and(|key| key.expose_secret().len() < SHORTEST_KEY) {
            let reason =
                format!("expected at least {SHORTEST_KEY} characters; `openssl rand -hex 32` makes them");
            return Err(ConfigError { variable, reason });
        }
        Ok(key)
    }
}

fn missing(variable: &'static str, hint: &str) -> ConfigError {
    ConfigError { variable, reason: format!("is not set; {hint}") }
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    /// Reads `source`.
    pub fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            database: DatabaseConfig::read(source)?,
            n8n: N8nConfig::read(source)?,
            http: HttpConfig::read(source)?,
            actions: ActionsConfig::read(source)?,
            rgpd: RgpdConfig::read(source)?,
            second_facteur: SecondFacteurConfig::read(source)?,
            passwords: PasswordsConfig::read(source),
        })
    }
}

impl HttpConfig {
    fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let default_listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let public_url = match source.http_url("PUBLIC_URL")? {
            Some(url) => url,
            None => Url::parse("http://localhost:8080")
                .map_err(|error| ConfigError { variable: "PUBLIC_URL", reason: error.to_string() })?,
        };
        let workers = source.number("HTTP_WORKERS", 0, 0, 1024)?;
        Ok(Self {
            listen_addr: source.parsed("LISTEN_ADDR", "address:port")?.unwrap_or(default_listen),
            public_url,
            spa_dir: source.text("SPA_DIR").map(PathBuf::from),
            cors_origins: cors_origins(source)?,
            trusted_proxies: source.networks("TRUSTED_PROXIES")?,
            workers: (workers > 0).then_some(workers),
            max_connections: source.number("HTTP_MAX_CONNECTIONS", 10_000, 1, 1_000_000)?,
            connections_per_address: source.number("HTTP_CONNECTIONS_PER_ADDRESS", 1_000, 1, 1_000_000)?,
            read_timeout: Duration::from_secs(source.number("READ_TIMEOUT_S", 10, 1, 3600)?),
            heartbeat: Duration::from_secs(source.number("HEARTBEAT_S", 30, 1, 3600)?),
            streams_per_person: source.number("STREAMS_PER_PERSON", 20, 1, 1_000_000)?,
            metrics_addr: source.parsed("METRICS_ADDR", "address:port")?,
        })
    }

    /// What goes wrong when a proxy is in front of the service, which speaks no https itself, and is not named.
    pub fn lacks_proxies(&self) -> Option<&'static str> {
        let lacks = self.is_https() && self.trusted_proxies.is_empty();
        lacks.then_some(
            "PUBLIC_URL is https and TRUSTED_PROXIES is empty: everybody behind the proxy shares one limit of failed \
             logins and of connections",
        )
    }

    /// Whether people reach the service by https: decides the security of cookies.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn cors_origins(source: &Source<'_>) -> Result<Vec<String>, ConfigError> {
    let list = source.text("CORS_ORIGINS").unwrap_or_default();
    let origins =
        list.split(',').map(|origin| origin.trim().trim_end_matches('/')).filter(|one| !one.is_empty());
    let known = |origin: &str| {
        let is_origin = origin.parse::<Url>().is_ok_and(|url| url.origin().ascii_serialization() == origin);
        let expected = || format!("expected origins such as https://ecole.example, got {origin:?}");
        if is_origin {
            Ok(origin.to_owned())
        } else {
            Err(ConfigError { variable: "CORS_ORIGINS", reason: expected() })
        }
    };
    origins.map(known).collect()
}

impl DatabaseConfig {
    /// Reads the database part alone: enough to migrate and to seed.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let variable = "DATABASE_URL";
        let url = source.required_secret(variable, "`make run` starts a database of its own and sets it")?;
        // Neither the value nor what is wrong with it is repeated: it holds a password.
        url.expose_secret().parse::<tokio_postgres::Config>().map_err(|_| ConfigError {
            variable,
            reason: "expected postgres://user:password@host:port/database".to_owned(),
        })?;
        Ok(Self {
            url,
            pool_size: source.number("DB_POOL_SIZE", 10, 1, 1000)?,
            statement_timeout: Duration::from_secs(source.number("DB_STATEMENT_TIMEOUT_S", 30, 1, 3_600)?),
        })
    }
}

impl N8nConfig {
    fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hint = "serve needs n8n; `make run` starts a stand-in";
        source.required("N8N_WEBHOOK_BASE_URL", hint)?;
        let variable = "N8N_WEBHOOK_BASE_URL";
        let webhook_base_url = source
            .http_url(variable)?
            .ok_or_else(|| ConfigError { variable, reason: "is not set".to_owned() })?;
        Ok(Self {
            webhook_base_url,
            api_key: source.required_key("N8N_API_KEY", hint)?,
            previous_api_key: source.key("N8N_API_KEY_PRECEDENTE")?,
            webhook_secret: signing_secret(source, "N8N_WEBHOOK_SECRET")?,
            previous_webhook_secret: signing_secret(source, "N8N_WEBHOOK_SECRET_PRECEDENT")?,
            canari_interval: Duration::from_secs(source.number("CANARI_INTERVAL_S", 300, 0, 86_400)?),
        })
    }
}

fn signing_secret(source: &Source<'_>, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
    let Some(secret) = source.secret(variable)? else { return Ok(None) };
    let reason = format!(
        "expected whsec_ followed by the base64 of at least {SHORTEST_SECRET} bytes (Standard Webhooks)"
    );
    let is_long = crate::n8n::secret_length(&secret).is_some_and(|bytes| bytes >= SHORTEST_SECRET);
    if is_long { Ok(Some(secret)) } else { Err(ConfigError { variable, reason }) }
}

impl ActionsConfig {
    fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let ms = |variable, default, max| source.number(variable, default, 1, max).map(Duration::from_millis);
        Ok(Self {
            max_attempts: source.number("WEBHOOK_MAX_ATTEMPTS", 3, 1, 100)?,
            initial_delay: ms("WEBHOOK_INITIAL_DELAY_MS", 1_000, 3_600_000)?,
            backoff: source.number("WEBHOOK_BACKOFF", 2.0, 1.0, 100.0)?,
            timeout: ms("WEBHOOK_TIMEOUT_MS", 30_000, 600_000)?,
            concurrency: source.number("WEBHOOK_CONCURRENCY", 8, 1, 1_000)?,
            deadline: Duration::from_secs(source.number("ACTION_DEADLINE_S", 900, 1, 604_800)?),
            breaker_failures: source.number("WEBHOOK_BREAKER_FAILURES", 5, 1, 10_000)?,
            breaker_pause: ms("WEBHOOK_BREAKER_PAUSE_MS", 5_000, 60_000)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let lookup =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(&Source::new(&lookup))
    }

    const MINIMAL: [(&str, &str); 3] = [
        ("DATABASE_URL", "postgres://localhost/admissions"),
        ("N8N_WEBHOOK_BASE_URL", "http://127.0.0.1:5678/webhook"),
        ("N8N_API_KEY", "cle-de-test-0123456789-0123456789"),
    ];

    #[test]
    fn the_minimum_gives_the_documented_defaults() {
        let config = read(&MINIMAL).unwrap();
        assert_eq!(config.http.listen_addr.to_string(), "127.0.0.1:8080");
        assert_eq!(config.actions.max_attempts, 3);
        assert_eq!(config.actions.timeout, Duration::from_secs(30));
        assert_eq!(config.database.pool_size, 10);
        assert_eq!(config.rgpd.retention.as_u32(), 36);
        assert_eq!(config.rgpd.kept.journal.as_u32(), 12);
        assert_eq!(config.rgpd.kept.audit.as_u32(), 36);
    }

    #[test]
    fn a_secret_comes_from_its_variable_or_from_a_file_never_from_both() {
        let file = |content: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), content).unwrap();
            file
        };
        for (variable, value) in [
            ("DATABASE_URL", "postgres://localhost/autre"),
            ("N8N_API_KEY", "une-cle-lue-dans-un-fichier-0123456789"),
            ("N8N_API_KEY_PRECEDENTE", "une-cle-lue-dans-un-fichier-0123456789"),
            ("N8N_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("N8N_WEBHOOK_SECRET_PRECEDENT", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("RGPD_HMAC_KEY", "une-cle-lue-dans-un-fichier-0123456789"),
        ] {
            let with = |content: &str, more: &[(&str, &str)]| {
                let (name, file) = (format!("{variable}_FILE"), file(content));
                let path = file.path().to_str().unwrap().to_owned();
                let minimal = MINIMAL.into_iter().filter(|(known, _)| *known != variable);
                let mut pairs: Vec<_> = more.iter().copied().chain(minimal).collect();
                pairs.push((name.as_str(), path.as_str()));
                read(&pairs)
            };
            let config = with(&format!("{value}\r\n"), &[]).unwrap();
            let known = [
                Some(config.database.url),
                Some(config.n8n.api_key),
                config.n8n.previous_api_key,
                config.n8n.webhook_secret,
                config.n8n.previous_webhook_secret,
                config.rgpd.hmac_key,
            ];
            assert!(known.iter().flatten().any(|secret| secret.expose_secret() == value), "{variable}");
            let both = with(value, &[(variable, value)]).unwrap_err().to_string();
            assert!(both.starts_with(variable) && both.contains("choose one"), "{both}");
            let empty = with(" \n", &[]).unwrap_err().to_string();
            assert!(empty.starts_with(variable) && !empty.contains(value), "{empty}");
        }
        let absent = [MINIMAL[0], MINIMAL[1], ("N8N_API_KEY_FILE", "/nulle/part")];
        let told = read(&absent).unwrap_err().to_string();
        assert_eq!(told, "N8N_API_KEY: N8N_API_KEY_FILE can't be read: entity not found");
    }

    #[test]
    fn a_missing_database_names_make_run() {
        assert!(read(&[]).unwrap_err().to_string().contains("make run"));
    }

    #[test]
    fn a_wrong_value_is_one_line_that_names_its_variable() {
        for (variable, value) in [
            ("LISTEN_ADDR", "8080"),
            ("WEBHOOK_MAX_ATTEMPTS", "0"),
            ("WEBHOOK_BACKOFF", "NaN"),
            ("PUBLIC_URL", "ftp://x"),
            ("CORS_ORIGINS", "https://ecole.example,ecole.example"),
            ("CORS_ORIGINS", "https://ecole.example/page"),
            ("DATABASE_URL", "ecole.example/admissions"),
            ("N8N_API_KEY", "cle-de-test-0123456789-01234567"),
            ("N8N_API_KEY_PRECEDENTE", "courte"),
            ("N8N_WEBHOOK_SECRET", "not base64!"),
            ("N8N_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ=="),
            ("N8N_WEBHOOK_SECRET_PRECEDENT", "whsec_"),
            ("DB_POOL_SIZE", "many"),
            ("CANARI_INTERVAL_S", "-1"),
            ("METRICS_ADDR", "9100"),
            ("RETENTION_MOIS", "0"),
            ("RETENTION_JOURNAL_MOIS", "5"),
            ("RETENTION_AUDIT_MOIS", "11"),
            ("HTTP_CONNECTIONS_PER_ADDRESS", "0"),
            ("DB_STATEMENT_TIMEOUT_S", "0"),
            ("RGPD_HMAC_KEY", "courte"),
            ("RGPD_HMAC_KEY_PRECEDENTE", "courte"),
            ("RGPD_HMAC_KEY_PRECEDENTE", "assez-longue-mais-sans-celle-qui-la-suit"),
            ("TOTP_KEY", "courte"),
            ("SECOND_FACTEUR_ADMINS", "oui"),
            // Without TOTP_KEY nobody could enrol.
            ("SECOND_FACTEUR_ADMINS", "obligatoire"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, proxy.example"),
        ] {
            let pairs: Vec<_> = [(variable, value)].into_iter().chain(MINIMAL).collect();
            let message = read(&pairs).unwrap_err().to_string();
            assert!(message.starts_with(variable) && !message.contains('\n'), "{message}");
        }
    }
}
