//! Lists the variables that the service reads, and finds misspelt ones in the environment.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::{Config, DatabaseConfig, Source};

/// Minimal values with which [`Config::read`] succeeds.
const MINIMUM: [(&str, &str); 3] = [
    ("DATABASE_URL", "postgres://localhost/admissions"),
    ("N8N_WEBHOOK_BASE_URL", "http://localhost:5678/webhook"),
    ("N8N_API_KEY", "0123456789abcdef0123456789abcdef"),
];

/// Returns every variable that [`Config::read`] reads.
pub fn known() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        MINIMUM.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    let source = Source::new(&lookup);
    let read = Config::read(&source).and_then(|_| DatabaseConfig::read_owner(&source));
    debug_assert!(read.is_ok(), "a variable without which it stops: {read:?}");
    asked.into_inner()
}

/// Returns one line for each unknown variable of the environment that resembles a known one.
pub fn misspelt_in_env() -> Vec<String> {
    misspelt(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
}

fn misspelt(names: impl Iterator<Item = String>) -> Vec<String> {
    let known = known();
    let resembles = |name: String| {
        let (distance, meant) =
            known.iter().map(|known| (strsim::osa_distance(&name, known), known)).min()?;
        let is_slip = (1..=tolerance(&name)).contains(&distance);
        is_slip.then(|| format!("{name} is not known; did you mean {meant}?"))
    };
    names.collect::<BTreeSet<_>>().into_iter().filter_map(resembles).collect()
}

/// Returns the maximum edit distance to a known name. It grows with the length, because short names resemble each other
/// by chance.
fn tolerance(name: &str) -> usize {
    (name.len() / 4).min(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        misspelt(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn a_slip_of_the_pen_is_told_with_what_was_meant() {
        for (written, meant) in [
            ("N8N_WEBHOK_SECRET", "N8N_WEBHOOK_SECRET"),
            ("N8N_WEBHOOK_SECRET_PRECEDENTE", "N8N_WEBHOOK_SECRET_PRECEDENT"),
            ("N8N_API_KEY_PRECEDENT", "N8N_API_KEY_PRECEDENTE"),
            ("N8N_APIKEY", "N8N_API_KEY"),
            ("N8N_API_KEYFILE", "N8N_API_KEY_FILE"),
            ("WEBHOOK_TIMEOUT", "WEBHOOK_TIMEOUT_MS"),
            ("WEBHOOK_MAX_ATEMPTS", "WEBHOOK_MAX_ATTEMPTS"),
            ("DATABASE_CAFILE", "DATABASE_CA_FILE"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("RGPD_HMCA_KEY", "RGPD_HMAC_KEY"),
            ("TOTP_KEYS", "TOTP_KEY"),
            ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
            ("RETENTION_MOI", "RETENTION_MOIS"),
            ("PUBLIC_URI", "PUBLIC_URL"),
            ("LOG_FORMT", "LOG_FORMAT"),
        ] {
            assert_eq!(told(&[written]), [format!("{written} is not known; did you mean {meant}?")]);
        }
    }

    #[test]
    fn what_the_service_reads_and_what_belongs_to_others_is_not_told() {
        let known = known();
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        assert_eq!(told(&names), [""; 0]);
        let of_others = [
            "PATH",
            "HOME",
            "LANG",
            "HOSTNAME",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "RUST_BACKTRACE",
            "RUST_LOG_STYLE",
            "POSTGRES_PASSWORD",
            "PGPASSWORD",
            "ADMIN_EMAIL",
            "ADMIN_PRENOM",
            "ADMIN_NOM",
            "ADMIN_PASSWORD",
            "DEMO_DATA",
            "N8N_ENCRYPTION_KEY",
            "N8N_SECURE_COOKIE",
            "N8N_ENDPOINT_WEBHOOK",
            "WEBHOOK_URL",
            "GENERIC_TIMEZONE",
            "TEST_DATABASE_URL",
            "KUBERNETES_SERVICE_PORT",
            "INVOCATION_ID",
            "JOURNAL_STREAM",
            "LISTEN_FDS",
            "LISTEN_PID",
        ];
        assert_eq!(told(&of_others), [""; 0]);
    }

    /// Operators read the sample file as the list of variables.
    #[test]
    fn the_sample_of_the_environment_names_every_variable() {
        let sample = include_str!("../../../../.env.sample");
        let name = |line: &'static str| line.trim_start_matches('#').split_once('=').map(|(name, _)| name);
        let named: BTreeSet<&str> = sample.lines().filter_map(name).collect();
        let known = known();
        // Each secret has a `_FILE` variant, which the sample explains once.
        let is_alternative = |name: &str| name.strip_suffix("_FILE").is_some_and(|bare| known.contains(bare));
        let lacking: Vec<&String> =
            known.iter().filter(|name| !named.contains(name.as_str()) && !is_alternative(name)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }
}
