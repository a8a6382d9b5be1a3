//! Tests of the configuration: defaults, and values that prevent the start.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio_postgres::config::TargetSessionAttrs;

use super::{Config, ConfigError, DatabaseConfig, Source};

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
    assert_eq!(config.rgpd.kept.security.as_u32(), 12);
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
        ("TOTP_KEY", "une-cle-lue-dans-un-fichier-0123456789"),
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
            config.second_facteur.key,
        ];
        assert!(known.iter().flatten().any(|secret| secret.expose_secret() == value), "{variable}");
        let both = with(value, &[(variable, value)]).unwrap_err().to_string();
        assert!(both.starts_with(variable) && both.contains("choose one"), "{both}");
        if !variable.contains("PRECEDENT") {
            let empty = with(" \n", &[]).unwrap_err().to_string();
            assert!(empty.starts_with(variable) && empty.contains("empty file"), "{empty}");
        }
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
        ("WEBHOOK_INITIAL_DELAY_MS", "300001"),
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
        ("RETENTION_JOURNAL_SECURITE_MOIS", "5"),
        ("HTTP_CONNECTIONS_PER_ADDRESS", "0"),
        ("DB_STATEMENT_TIMEOUT_S", "0"),
        ("RGPD_HMAC_KEY", "courte"),
        ("RGPD_HMAC_KEY_PRECEDENTE", "courte"),
        ("RGPD_HMAC_KEY_PRECEDENTE", "assez-longue-mais-sans-celle-qui-la-suit"),
        ("TOTP_KEY", "courte"),
        ("SECOND_FACTEUR_ADMINS", "oui"),
        // Without TOTP_KEY nobody can enrol.
        ("SECOND_FACTEUR_ADMINS", "obligatoire"),
        ("JOURS_FERIES", "suisse"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy.example"),
    ] {
        let pairs: Vec<_> = [(variable, value)].into_iter().chain(MINIMAL).collect();
        let message = read(&pairs).unwrap_err().to_string();
        assert!(message.starts_with(variable) && !message.contains('\n'), "{message}");
    }
}

#[test]
fn plain_http_lacks_encryption_unless_it_stays_on_this_machine() {
    let lacks = |url| read(&[&MINIMAL[..], &[("PUBLIC_URL", url)]].concat()).unwrap().http.lacks_encryption();
    for url in ["http://LOCALHOST:8081/", "http://127.9.9.9", "http://[::1]:8080", "https://ecole.lan"] {
        assert_eq!(lacks(url), None, "{url}");
    }
    for url in ["http://ecole.lan", "http://10.0.0.7:8080", "http://localhost.ecole.lan", "http://[fd00::1]"]
    {
        assert!(lacks(url).is_some(), "{url}");
    }
}

#[test]
fn an_empty_file_of_a_former_key_stands_for_none() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let formers =
        ["N8N_API_KEY_PRECEDENTE_FILE", "N8N_WEBHOOK_SECRET_PRECEDENT_FILE", "RGPD_HMAC_KEY_PRECEDENTE_FILE"];
    let pairs: Vec<_> = formers.into_iter().map(|name| (name, path)).chain(MINIMAL).collect();
    let config = read(&pairs).unwrap();
    let formers =
        [config.n8n.previous_api_key, config.n8n.previous_webhook_secret, config.rgpd.previous_hmac_key];
    assert!(formers.iter().all(Option::is_none));
    // An unreadable file is an error; only an empty file counts as absent.
    let told = read(&[&MINIMAL[..], &[("N8N_API_KEY_PRECEDENTE_FILE", "/nulle/part")]].concat()).unwrap_err();
    assert!(told.to_string().starts_with("N8N_API_KEY_PRECEDENTE: "), "{told}");
}

#[test]
fn the_owner_of_the_tables_has_an_address_of_its_own_or_is_the_service_role() {
    let read = |pairs: &[(&str, &str)]| {
        let lookup =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        DatabaseConfig::read_owner(&Source::new(&lookup))
    };
    let (service, owner) = ("postgres://service:a@localhost/base", "postgres://owner:b@localhost/base");
    let (one, role) = read(&[("DATABASE_URL", service)]).unwrap();
    assert_eq!((one.variable, one.url.expose_secret(), role), ("DATABASE_URL", service, None));
    let (two, role) = read(&[("DATABASE_URL", service), ("DATABASE_OWNER_URL", owner)]).unwrap();
    assert_eq!((two.variable, two.url.expose_secret()), ("DATABASE_OWNER_URL", owner));
    assert_eq!(role.as_deref(), Some("service"));
    let nameless = [("DATABASE_URL", "postgres://localhost/base"), ("DATABASE_OWNER_URL", owner)];
    assert!(read(&nameless).unwrap_err().to_string().starts_with("DATABASE_URL: names no user"));
    let wrong =
        read(&[("DATABASE_URL", service), ("DATABASE_OWNER_URL", "x:secret")]).unwrap_err().to_string();
    assert!(wrong.starts_with("DATABASE_OWNER_URL: ") && !wrong.contains("secret"), "{wrong}");
}

#[test]
fn reads_use_one_of_several_hosts_that_accepts_no_writes_and_none_without_their_variable() {
    let standby = |url: Option<&str>| {
        let lookup = |name: &str| url.filter(|_| name == "DATABASE_URL_LECTURE").map(str::to_owned);
        DatabaseConfig::read_standby(&Source::new(&lookup))
    };
    assert!(standby(None).unwrap().is_none());
    let url = "postgres://service@localhost:5432,localhost:5433/base?target_session_attrs=read-write";
    let several = standby(Some(url)).unwrap().unwrap();
    assert_eq!(several.client.get_target_session_attrs(), TargetSessionAttrs::ReadOnly);
    let far = standby(Some("postgres://service@db.ecole.example/base?sslmode=disable")).unwrap().unwrap();
    assert!(far.lacks_encryption().unwrap().starts_with("DATABASE_URL_LECTURE says sslmode=disable"));
    assert!(standby(Some("mysql://base")).unwrap_err().to_string().starts_with("DATABASE_URL_LECTURE"));
}

#[test]
fn of_several_hosts_the_one_that_accepts_writes_is_used_and_a_lost_machine_is_noticed() {
    let client = |url: &str| {
        let lookup = |name: &str| (name == "DATABASE_URL").then(|| url.to_owned());
        DatabaseConfig::read(&Source::new(&lookup)).unwrap().client
    };
    let one = client("postgres://service@localhost/base");
    assert_eq!(one.get_target_session_attrs(), TargetSessionAttrs::Any);
    assert_eq!(one.get_connect_timeout(), None);
    let several = client("postgres://service@localhost:5432,localhost:5433/base?target_session_attrs=any");
    assert_eq!(several.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
    assert_eq!(several.get_connect_timeout(), Some(&Duration::from_secs(2)));
    for client in [&one, &several] {
        assert_eq!(client.get_tcp_user_timeout(), Some(&Duration::from_secs(15)));
        assert_eq!(client.get_keepalives_idle(), Duration::from_secs(5));
    }
    let told = "connect_timeout=1&tcp_user_timeout=2&keepalives_idle=3";
    let told = client(&format!("postgres://service@localhost,localhost/base?{told}"));
    assert_eq!(told.get_connect_timeout(), Some(&Duration::from_secs(1)));
    assert_eq!(told.get_tcp_user_timeout(), Some(&Duration::from_secs(2)));
    assert_eq!(told.get_keepalives_idle(), Duration::from_secs(3));
}
