//! What must not reach the journal: the values of fields that name a secret, and our own keys wherever they stand.

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::config::N8nConfig;

/// Stands where a secret stood.
const MASK: &str = "***";

/// What the names of such fields contain, their case and separators left aside.
const SECRET_NAMES: [&str; 7] =
    ["password", "motdepasse", "secret", "token", "authorization", "cookie", "apikey"];

/// Takes secrets out of texts and JSON.
pub(super) struct Mask<'a> {
    /// Our own secrets, the longest first: one may begin with another.
    own: Vec<&'a str>,
}

impl<'a> Mask<'a> {
    /// Knows the keys shared with n8n and what signs webhooks.
    pub(super) fn new(n8n: &'a N8nConfig) -> Self {
        let secrets = [
            Some(&n8n.api_key),
            n8n.previous_api_key.as_ref(),
            n8n.webhook_secret.as_ref(),
            n8n.previous_webhook_secret.as_ref(),
        ];
        Self::of(secrets.into_iter().flatten().map(ExposeSecret::expose_secret).collect())
    }

    fn of(mut own: Vec<&'a str>) -> Self {
        own.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { own }
    }

    /// The text without our own secrets.
    pub(super) fn text(&self, text: &str) -> String {
        self.own.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }

    /// The JSON without our own secrets nor the values of fields that name one, at any depth.
    pub(super) fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| {
                    let value = if names_a_secret(&name) { MASK.into() } else { self.json(value) };
                    (self.text(&name), value)
                })
                .collect(),
            other => other,
        }
    }
}

fn names_a_secret(name: &str) -> bool {
    let letters: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    SECRET_NAMES.iter().any(|secret| letters.contains(secret))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_that_names_a_secret_is_known_in_any_case_and_with_any_separator() {
        for name in [
            "password",
            "Mot de passe",
            "motDePasse",
            "MOT_DE_PASSE",
            "client_secret",
            "accessToken",
            "Authorization",
            "Set-Cookie",
            "api-key",
            "apiKey",
            "X-API-KEY",
            "x_api_key",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in ["idConversion", "cle", "nom", "passe", "key", "api", ""] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn a_secret_is_masked_whole_whatever_its_type() {
        let given = json!({ "a": [{ "Token": { "x": 1 } }], "cookie": null, "secret": [1], "b": 2 });
        let kept = json!({ "a": [{ "Token": "***" }], "cookie": "***", "secret": "***", "b": 2 });
        assert_eq!(Mask::of(vec![]).json(given), kept);
    }

    #[test]
    fn our_own_keys_are_masked_inside_texts_and_names() {
        let mask = Mask::of(vec!["cle", "cle-nouvelle"]);
        assert_eq!(
            mask.text("401: X-API-Key cle-nouvelle refusée, pas cle"),
            "401: X-API-Key *** refusée, pas ***"
        );
        assert_eq!(mask.json(json!({ "cle-nouvelle": ["?k=cle&x"] })), json!({ "***": ["?k=***&x"] }));
    }
}
