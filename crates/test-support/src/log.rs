//! Checks the log of the whole test suite for secrets, and keeps it for tests that read it.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::Value;
use tracing_subscriber::EnvFilter;

use super::app::{API_KEY, WEBHOOK_SECRET};

/// Fields of requests and responses that hold a secret.
const FIELDS: [&str; 5] = ["motDePasse", "motDePasseActuel", "nouveauMotDePasse", "jeton", "secret"];
/// Minimum length; shorter passwords of tests may be ordinary words.
const SHORTEST: usize = 8;

/// The texts that must never appear in a log.
#[derive(Default)]
struct Secrets {
    /// Tokens, each one word.
    words: HashSet<String>,
    /// Passwords and keys, which may contain any characters.
    texts: HashSet<String>,
}

#[derive(Default)]
struct Watch {
    secrets: Secrets,
    /// Lines that contain a secret.
    leaks: Vec<String>,
    /// The log, once a test has asked for it.
    kept: Option<String>,
}

static WATCH: LazyLock<Mutex<Watch>> = LazyLock::new(|| {
    let mut watch = Watch::default();
    watch.secrets.add(API_KEY);
    watch.secrets.add(WEBHOOK_SECRET);
    Mutex::new(watch)
});

fn watch() -> MutexGuard<'static, Watch> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Secrets {
    fn add(&mut self, secret: &str) {
        // An email address tried as a password may appear elsewhere as an address.
        if secret.chars().count() < SHORTEST || secret.contains('@') {
            return;
        }
        let is_word = secret.len() >= 32 && secret.chars().all(is_of_word);
        let kind = if is_word { &mut self.words } else { &mut self.texts };
        kind.insert(secret.to_owned());
    }

    fn are_in(&self, line: &str) -> bool {
        let mut words = line.split(|letter| !is_of_word(letter));
        words.any(|word| self.words.contains(word)) || self.texts.iter().any(|text| line.contains(text))
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// A guard held by each logger; on drop it asserts that no logger wrote a secret.
pub struct Watched(());

impl Watched {
    /// Starts to check the logs of all instances of this process.
    pub fn start() -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            let filter = EnvFilter::new("info,prospects_api=trace,n8n_sim=trace");
            let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Looked);
            subscriber.with_ansi(false).init();
        });
        Self(())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let leaks = watch().leaks.clone();
            assert!(leaks.is_empty(), "a secret is in the log: {leaks:#?}");
        }
    }
}

struct Looked;

impl Write for Looked {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        look_at(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Checks a line of a log.
pub fn look_at(line: &str) {
    let mut watch = watch();
    if watch.secrets.are_in(line) {
        watch.leaks.push(line.to_owned());
    }
    if let Some(kept) = &mut watch.kept {
        kept.push_str(line);
    }
}

/// Keeps the log from now on.
pub fn keep() {
    watch().kept.get_or_insert_default();
}

/// Returns the log since [`keep`].
pub fn kept() -> String {
    watch().kept.clone().unwrap_or_default()
}

/// Registers the secrets of a request.
pub fn learn_request(request: &reqwest::Request) {
    learn_headers(request.headers());
    if let Some(body) = request.body().and_then(reqwest::Body::as_bytes) {
        learn_body(&serde_json::from_slice(body).unwrap_or_default());
    }
}

/// Registers the secrets of headers.
pub fn learn_headers(headers: &HeaderMap) {
    let text = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let cookies = text(SET_COOKIE.as_str()).filter_map(|cookie| cookie.split([';', '=']).nth(1));
    let secrets: Vec<_> = cookies.chain(text("x-api-key")).collect();
    let mut watch = watch();
    for secret in secrets {
        watch.secrets.add(secret);
    }
}

/// Registers the secrets among the fields of a body.
pub fn learn_body(body: &Value) {
    let mut watch = watch();
    for secret in FIELDS.iter().filter_map(|field| body[field].as_str()) {
        watch.secrets.add(secret);
    }
}

#[test]
fn a_secret_is_found_wherever_it_stands() {
    let mut secrets = Secrets::default();
    let token = "aZ09_-aZ09_-aZ09_-aZ09_-aZ09_-aZ09_-aZ09_-a";
    for secret in [token, "mot de passe, avec virgule", "cle-de-test"] {
        secrets.add(secret);
        for line in
            [secret.to_owned(), format!("cookie=\"auth_session={secret}; Path=/\""), format!("x{{{secret}}}")]
        {
            assert!(secrets.are_in(&line), "{line}");
        }
        assert!(!secrets.are_in(&secret[1..]), "{secret}");
    }
}

#[test]
fn secrets_are_learnt_from_bodies_and_headers() {
    learn_body(&serde_json::json!({ "motDePasse": "appris d’un contenu", "jeton": 5 }));
    let mut headers = HeaderMap::new();
    headers.insert(SET_COOKIE, "auth_session=appris-d-un-temoin; Path=/".parse().unwrap());
    headers.insert("x-api-key", "apprise-d-un-en-tete".parse().unwrap());
    learn_headers(&headers);
    for secret in ["appris d’un contenu", "appris-d-un-temoin", "apprise-d-un-en-tete"] {
        assert!(watch().secrets.are_in(secret), "{secret}");
    }
}
