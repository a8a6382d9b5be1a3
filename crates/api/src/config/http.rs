//! Configuration of the HTTP server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::Url;

use super::{ConfigError, Source};

/// Settings of the HTTP server.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `LISTEN_ADDR`, default `127.0.0.1:8080`: address of the server.
    pub listen_addr: SocketAddr,
    /// `PUBLIC_URL`, default `http://localhost:8080`: base of `urlRappel`. It also decides the security of cookies and
    /// the allowed origin.
    pub public_url: Url,
    /// `SPA_DIR`, no default: folder of the built SPA.
    pub spa_dir: Option<PathBuf>,
    /// `CORS_ORIGINS`, no default: comma-separated origins of an SPA that is hosted elsewhere.
    pub cors_origins: Vec<String>,
    /// `TRUSTED_PROXIES`, no default: comma-separated addresses and networks (CIDR) whose `X-Forwarded-For` the server
    /// trusts.
    pub trusted_proxies: Vec<IpNet>,
    /// `HTTP_WORKERS`, default the number of cores: number of worker threads.
    pub workers: Option<usize>,
    /// `HTTP_MAX_CONNECTIONS`, default 10000: maximum number of open connections; new ones wait.
    pub max_connections: usize,
    /// `HTTP_CONNECTIONS_PER_ADDRESS`, default 1000: maximum number of open connections from one address, or from one
    /// IPv6 /64 network; the server closes new ones. [`Self::trusted_proxies`] are exempt, because they relay many
    /// clients.
    pub connections_per_address: usize,
    /// `READ_TIMEOUT_S`, default 10: time limit for the head of a request, and then for its body. The server closes a
    /// connection that has no request in progress after this time.
    pub read_timeout: Duration,
    /// `HEARTBEAT_S`, default 30: seconds between two heartbeats of the live stream.
    pub heartbeat: Duration,
    /// `STREAMS_PER_PERSON`, default 20: maximum number of open live streams of an account on one instance.
    pub streams_per_person: u64,
    /// `METRICS_ADDR`, no default: separate address that serves `GET /metrics` without a key.
    pub metrics_addr: Option<SocketAddr>,
}

impl HttpConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
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

    /// Returns a warning when the public URL is https and no proxy is trusted. The service itself does not speak https.
    pub fn lacks_proxies(&self) -> Option<&'static str> {
        let lacks = self.is_https() && self.trusted_proxies.is_empty();
        lacks.then_some(
            "PUBLIC_URL is https and TRUSTED_PROXIES is empty: everybody behind the proxy shares one limit of failed \
             logins and of connections",
        )
    }

    /// Returns a warning when browsers of other machines use http.
    pub fn lacks_encryption(&self) -> Option<&'static str> {
        let host = self.public_url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        (!self.is_https() && !is_here).then_some(
            "PUBLIC_URL is http and names another machine than localhost: passwords, personal data and the cookie, \
             which is not Secure, cross the network unencrypted; use https behind a proxy",
        )
    }

    /// Returns true when the public URL is https; cookies are then `Secure`.
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
