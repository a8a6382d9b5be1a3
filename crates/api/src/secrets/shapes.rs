//! Masks secrets by their shape in a text. A false positive costs a word; a false negative stores a secret.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::MASK;

/// Words after `Basic` or `Bearer` that name the scheme and are not credentials.
const NO_CREDENTIALS: [&str; 7] =
    ["auth", "authentication", "authorization", "realm", "scheme", "token", "tokens"];

/// Shapes in the order of replacement; their groups are kept, the first before the secret.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    // A value: quoted, quoted inside JSON text, or up to a space or separator.
    let value = r#"(?:\\?"[^"\\]*\\?"|'[^']*'|[^\s"'&,;}\\]+)"#;
    let name = "(?:pass(?:word|wd|phrase)|pwd|mot[ _-]?de[ _-]?passe|(?:\\b|_)mdp(?:\\b|_)|secret|token|jeton|api[ _-]?key|\
                cl[eé] (?:d['’])?api|access[ _-]?key|private[ _-]?key|authorization|credentials?)";
    let sources = [
        // PEM (RFC 7468), truncated or whole.
        r"()(?s:-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*-----|\z))".to_owned(),
        // JWS and JWE in their compact form (RFC 7515 §7.1, RFC 7516 §7.1).
        r"()\beyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){1,4}".to_owned(),
        // Keys whose prefix names their issuer.
        r"()\b(?:adm_live_|whsec_|sk[_-]|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AKIA|AIza)[A-Za-z0-9+/_=-]{12,}"
            .to_owned(),
        // User, with or without password, in a URL (RFC 3986 §3.2.1), such as a database's.
        r"(\b[A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#]+(@)".to_owned(),
        // A cookie header, up to its end.
        r#"(?i)(\bcookie\\?["']?\s*[:=]\s*)[^\r\n]+"#.to_owned(),
        format!(r#"(?i)({name}[\w.-]*\\?["']?\s*[:=]\s*)(?:(?:bearer|basic)\s+)?{value}"#),
    ];
    sources.iter().filter_map(|source| Regex::new(source).ok()).collect()
});

/// Credentials after their scheme (RFC 7617 §2, RFC 6750 §2.1).
static CREDENTIALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(bearer|basic)(\s+)([A-Za-z0-9._~+/=-]{3,})").ok());

/// Masks the parts of a text that look like a secret.
pub(super) fn mask(text: &str) -> String {
    let masked = SHAPES.iter().fold(text.to_owned(), |text, shape| {
        shape
            .replace_all(&text, |found: &Captures<'_>| {
                let after = found.get(2).map_or("", |after| after.as_str());
                format!("{}{MASK}{after}", &found[1])
            })
            .into_owned()
    });
    let Some(credentials) = &*CREDENTIALS else { return masked };
    let mask = |found: &Captures<'_>| {
        if NO_CREDENTIALS.contains(&found[3].to_lowercase().as_str()) {
            found[0].to_owned()
        } else {
            format!("{}{}{MASK}", &found[1], &found[2])
        }
    };
    credentials.replace_all(&masked, mask).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_regular_expression() {
        assert_eq!(SHAPES.len(), 6);
        assert!(CREDENTIALS.is_some());
    }

    #[test]
    fn what_looks_like_a_secret_is_masked() {
        for (given, kept) in [
            ("Bearer abc.DEF-123 refusé", "Bearer *** refusé"),
            ("401 for basic dXNlcjpwYXNz", "401 for basic ***"),
            ("Authorization: Bearer abcdef", "Authorization: ***"),
            ("GET https://x.example/a?token=abc&b=1", "GET https://x.example/a?token=***&b=1"),
            ("GET https://x.example/a?b=1&api_key=abc HTTP", "GET https://x.example/a?b=1&api_key=*** HTTP"),
            ("?access_token=abc", "?access_token=***"),
            ("X-API-Key: abc", "X-API-Key: ***"),
            ("postgres://u:p@h:5432/d", "postgres://***@h:5432/d"),
            ("https://ghp@github.example/x", "https://***@github.example/x"),
            ("amqp://u:p%40w@h/d et b@c", "amqp://***@h/d et b@c"),
            ("host=h password=abc user=u", "host=h password=*** user=u"),
            ("passwd='a b' pwd=x", "passwd=*** pwd=***"),
            ("mot de passe : abc", "mot de passe : ***"),
            (r#"{"client_secret":"a b,c","b":1}"#, r#"{"client_secret":***,"b":1}"#),
            (r#"{\"apiKey\":\"abc\",\"b\":1}"#, r#"{\"apiKey\":***,\"b\":1}"#),
            ("Set-Cookie: a=b; c=d\nnext", "Set-Cookie: ***\nnext"),
            ("jeton eyJhbGciOi.eyJzdWIi.c2ln reçu", "jeton *** reçu"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMII\nB=\n-----END RSA PRIVATE KEY-----.", "***."),
            ("-----BEGIN PRIVATE KEY-----\nMII", "***"),
            ("clé whsec_c2VjcmV0c2VjcmV0c2Vj refusée", "clé *** refusée"),
            ("Clé adm_live_0123456789abcdef refusée", "Clé *** refusée"),
            ("sk-proj-abcdefghijkl", "***"),
            ("AKIAABCDEFGHIJKLMNOP", "***"),
        ] {
            assert_eq!(mask(given), kept);
        }
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "Échec pour marie@exemple.example, 06 39 98 00 01",
            "Basic authentication failed",
            "Le token a expiré",
            "Workflow : prospect/convertir-candidat",
            "https://drive.google.example/drive/folders/1?usp=sharing",
            "Secrétariat : absent",
            "MDPH : oui",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
