//! Configures TLS to PostgreSQL: the encryption and the trusted certificate authorities.

use std::borrow::Cow;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};

use super::ConfigError;

/// Variable with the URL of the database.
pub(super) const URL: &str = "DATABASE_URL";
/// Variable with the path of the certificate authorities.
pub(super) const CA_FILE: &str = "DATABASE_CA_FILE";

/// Encryption of the connections to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS; the client verifies the server's certificate and name, as libpq's `verify-full` does.
    Verified,
    /// No encryption, because the database runs on this machine.
    Local,
    /// No encryption, because the URL says `sslmode=disable`; the database runs on another machine.
    Disabled,
}

/// Encryption parameters of a URL.
#[derive(Debug)]
struct Wanted {
    /// Name of the variable that contains the URL.
    variable: &'static str,
    mode: Option<Mode>,
    authorities: Option<Authorities>,
}

/// Supported values of `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Disable,
    Verify,
}

/// Certificate authorities that may sign the server's certificate.
#[derive(Debug, PartialEq, Eq)]
enum Authorities {
    /// Authorities of the system.
    System,
    /// Authorities of a file; `variable` sets its path.
    File { path: String, variable: &'static str },
}

/// Parses the URL in `variable` and configures its encryption. Without parameters, a database on this machine is not
/// encrypted, and any other one is verified.
pub(super) fn read(
    variable: &'static str,
    url: &str,
    ca_file: Option<&str>,
) -> Result<(tokio_postgres::Config, Encryption, Arc<ClientConfig>), ConfigError> {
    let wrong = |reason: String| ConfigError { variable, reason };
    let (url, mut wanted) = take_parameters(variable, url).map_err(wrong)?;
    if let Some(path) = ca_file {
        wanted.add_file(path)?;
    }
    // The error repeats neither the URL nor the parser's message, because the URL contains a password.
    let mut client: tokio_postgres::Config =
        url.parse().map_err(|_| wrong("expected postgres://user:password@host:port/database".to_owned()))?;
    let encryption = wanted.encryption(is_local(&client))?;
    let (mode, authorities) = match encryption {
        Encryption::Verified => (SslMode::Require, roots(wanted.authorities)?),
        Encryption::Local | Encryption::Disabled => (SslMode::Disable, RootCertStore::empty()),
    };
    client.ssl_mode(mode);
    Ok((client, encryption, Arc::new(verifying(authorities).map_err(wrong)?)))
}

/// Removes the encryption parameters from the URL and returns both. tokio-postgres supports only some of them.
fn take_parameters(variable: &'static str, url: &str) -> Result<(String, Wanted), String> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err("expected postgres://user:password@host:port/database".to_owned());
    }
    // The search starts after the credentials, as in tokio-postgres, because a password can contain a question mark.
    let place = url.find('@').unwrap_or_default();
    let mut wanted = Wanted { variable, mode: None, authorities: None };
    let Some(mark) = url[place..].find('?') else { return Ok((url.to_owned(), wanted)) };
    let (address, query) = url.split_at(place + mark);
    let mut others = Vec::new();
    for pair in query[1..].split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (decoded(name).as_ref(), decoded(value)) {
            ("sslmode", value) => wanted.mode = Some(mode(&value)?),
            ("sslrootcert", value) => wanted.authorities = Some(authorities(variable, value)),
            // This parameter sets how TLS starts, not if it is used, and tokio-postgres supports it.
            ("sslnegotiation", _) => others.push(pair),
            (name, _) if name.starts_with("ssl") => {
                return Err(format!(
                    "{name} is not taken: of libpq's ssl… parameters, sslmode, sslnegotiation and sslrootcert are"
                ));
            }
            _ => others.push(pair),
        }
    }
    let url = if others.is_empty() { address.to_owned() } else { format!("{address}?{}", others.join("&")) };
    Ok((url, wanted))
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Parses `sslmode` (PostgreSQL, « SSL Mode Descriptions »). Each mode that requires encryption counts as
/// `verify-full`.
fn mode(value: &str) -> Result<Mode, String> {
    match value {
        "disable" => Ok(Mode::Disable),
        "require" | "verify-ca" | "verify-full" => Ok(Mode::Verify),
        "allow" | "prefer" => Err(format!(
            "sslmode={value} lets whoever is in between choose no encryption: write verify-full, or disable"
        )),
        _ => Err("expected sslmode=verify-full or sslmode=disable".to_owned()),
    }
}

fn authorities(variable: &'static str, value: Cow<'_, str>) -> Authorities {
    if value == "system" {
        Authorities::System
    } else {
        Authorities::File { path: value.into_owned(), variable }
    }
}

impl Wanted {
    fn add_file(&mut self, path: &str) -> Result<(), ConfigError> {
        if self.authorities.is_some() {
            let reason = format!("is set, and {} has sslrootcert as well: choose one", self.variable);
            return Err(ConfigError { variable: CA_FILE, reason });
        }
        self.authorities = Some(Authorities::File { path: path.to_owned(), variable: CA_FILE });
        Ok(())
    }

    /// Returns the encryption that the parameters require. Without `sslmode`, connections are encrypted if the database
    /// runs on another machine or if the configuration names authorities.
    fn encryption(&self, is_local: bool) -> Result<Encryption, ConfigError> {
        match (self.mode, &self.authorities) {
            (Some(Mode::Disable), Some(_)) => {
                let reason =
                    "sslmode=disable verifies nothing, and an authority is named: choose one".to_owned();
                Err(ConfigError { variable: self.variable, reason })
            }
            (Some(Mode::Disable), None) if !is_local => Ok(Encryption::Disabled),
            (Some(Mode::Disable) | None, None) if is_local => Ok(Encryption::Local),
            _ => Ok(Encryption::Verified),
        }
    }
}

/// Returns true when each host of the URL is a Unix socket or a loopback address.
fn is_local(client: &tokio_postgres::Config) -> bool {
    let is_here = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|ip: IpAddr| is_loopback(&ip))
        }
    };
    client.get_hosts().iter().all(is_here) && client.get_hostaddrs().iter().all(is_loopback)
}

fn is_loopback(address: &IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn roots(authorities: Option<Authorities>) -> Result<RootCertStore, ConfigError> {
    match authorities {
        Some(Authorities::File { path, variable }) => {
            let name = if variable == CA_FILE { "" } else { "sslrootcert " };
            roots_of_file(Path::new(&path))
                .map_err(|reason| ConfigError { variable, reason: format!("{name}{reason}") })
        }
        Some(Authorities::System) | None => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                let reason = "is not set, and the system knows no authority: name a file".to_owned();
                return Err(ConfigError { variable: CA_FILE, reason });
            }
            Ok(roots)
        }
    }
}

fn roots_of_file(path: &Path) -> Result<RootCertStore, String> {
    let wrong = |error| match error {
        PemError::Io(error) => format!("can't be read: {}", error.kind()),
        error => format!("is no PEM: {error}"),
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(wrong)? {
        let added = roots.add(certificate.map_err(wrong)?);
        added.map_err(|error| format!("holds a certificate that can't be used: {error}"))?;
    }
    if roots.is_empty() { Err("names a file without a certificate (PEM)".to_owned()) } else { Ok(roots) }
}

/// Builds a TLS configuration that verifies the server's certificate and name, and sends no client certificate.
fn verifying(roots: RootCertStore) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encryption(url: &str) -> Encryption {
        let (_, encryption, _) = read(URL, url, None).unwrap_or_else(|error| panic!("{url}: {error}"));
        encryption
    }

    fn refusal(url: &str, ca_file: Option<&str>) -> String {
        read(URL, url, ca_file).map(|(_, encryption, _)| encryption).unwrap_err().to_string()
    }

    #[test]
    fn a_database_elsewhere_is_verified_unless_the_url_says_disable() {
        for host in
            ["db", "db.ecole.example", "10.0.0.4", "[2001:db8::1]", "localhost.ecole.example", "localhost,db"]
        {
            let url = format!("postgres://a:b@{host}/admissions");
            assert_eq!(encryption(&url), Encryption::Verified, "{host}");
            for mode in ["require", "verify-ca", "verify-full", "verify%2Dfull"] {
                assert_eq!(
                    encryption(&format!("{url}?sslmode={mode}")),
                    Encryption::Verified,
                    "{host} {mode}"
                );
            }
            assert_eq!(encryption(&format!("{url}?sslmode=disable")), Encryption::Disabled, "{host}");
            assert_eq!(
                encryption(&format!("{url}?%73slmode=disable&connect_timeout=3")),
                Encryption::Disabled,
                "{host}"
            );
        }
        // Both `host` and `hostaddr` must be local.
        let elsewhere = "postgres://a@localhost/admissions?hostaddr=10.0.0.4";
        assert_eq!(encryption(elsewhere), Encryption::Verified);
        assert_eq!(encryption("postgres://a@db.ecole.example/x?hostaddr=127.0.0.1"), Encryption::Verified);
    }

    #[test]
    fn a_database_of_this_machine_is_encrypted_when_the_url_asks_for_it() {
        for host in [
            "localhost",
            "LocalHost",
            "127.0.0.1",
            "127.1.2.3",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "%2Fvar%2Frun",
        ] {
            let url = format!("postgres://a:b@{host}:5433/admissions");
            assert_eq!(encryption(&url), Encryption::Local, "{host}");
            assert_eq!(encryption(&format!("{url}?sslmode=disable")), Encryption::Local, "{host}");
            assert_eq!(encryption(&format!("{url}?sslmode=verify-full")), Encryption::Verified, "{host}");
            assert_eq!(encryption(&format!("{url}?sslrootcert=system")), Encryption::Verified, "{host}");
        }
        assert_eq!(encryption("postgres:///admissions?host=/var/run/postgresql"), Encryption::Local);
    }

    #[test]
    fn the_client_never_chooses_by_itself() {
        for (url, mode) in [
            ("postgres://localhost/a", SslMode::Disable),
            ("postgres://db/a?sslmode=disable", SslMode::Disable),
            ("postgres://db/a?application_name=x", SslMode::Require),
            ("postgres://u:p?sslmode=disable@db/a", SslMode::Require),
        ] {
            let (client, ..) = read(URL, url, None).unwrap();
            assert_eq!(client.get_ssl_mode(), mode, "{url}");
        }
        let (client, ..) =
            read(URL, "postgres://u:p@db/a?sslmode=disable&application_name=x&sslmode=require", None)
                .unwrap();
        assert_eq!((client.get_application_name(), client.get_ssl_mode()), (Some("x"), SslMode::Require));
    }

    #[test]
    fn what_is_not_taken_is_refused_in_words_without_the_password() {
        for (parameters, words) in [
            ("sslmode=prefer", "sslmode=prefer lets whoever is in between choose no encryption"),
            ("sslmode=allow", "sslmode=allow lets"),
            ("sslmode=", "expected sslmode=verify-full"),
            ("sslmode", "expected sslmode=verify-full"),
            ("sslcert=/moi.pem", "sslcert is not taken"),
            ("sslcrl=/liste.pem&sslmode=verify-full", "sslcrl is not taken"),
            ("sslmode=disable&sslrootcert=/ca.pem", "choose one"),
            ("sslrootcert=/nulle/part.pem", "sslrootcert can't be read: entity not found"),
            ("inconnu=1", "expected postgres://"),
        ] {
            let told = refusal(&format!("postgres://a:secret-de-test@db.ecole.example/x?{parameters}"), None);
            assert!(told.starts_with("DATABASE_URL: ") && told.contains(words), "{told}");
            assert!(!told.contains("secret-de-test") && !told.contains('\n'), "{told}");
        }
        // The `key=value` form is refused, because its parameters are not parsed here.
        assert!(refusal("host=db user=a password=secret-de-test", None).contains("expected postgres://"));
    }

    #[test]
    fn a_file_of_authorities_is_named_once_and_holds_certificates() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        let url = "postgres://a@localhost/x";
        assert!(refusal(url, Some(path)).starts_with("DATABASE_CA_FILE: names a file without a certificate"));
        std::fs::write(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        assert!(
            refusal(url, Some(path)).starts_with("DATABASE_CA_FILE: holds a certificate that can't be used")
        );
        std::fs::write(path, "-----BEGIN CERTIFICATE-----\n").unwrap();
        assert!(refusal(url, Some(path)).starts_with("DATABASE_CA_FILE: is no PEM"));
        assert!(refusal(url, Some("/nulle/part")).starts_with("DATABASE_CA_FILE: can't be read"));
        let twice = refusal("postgres://a@localhost/x?sslrootcert=system", Some(path));
        assert!(twice.starts_with("DATABASE_CA_FILE: is set") && twice.contains("choose one"), "{twice}");
        assert!(refusal("postgres://a@localhost/x?sslmode=disable", Some(path)).contains("choose one"));
    }
}
