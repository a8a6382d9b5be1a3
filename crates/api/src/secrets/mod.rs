//! Masks secrets before storage: every external text passes through [`Mask`] on arrival.
//!
//! A secret is recognised by its value (our own), by the name of its field, or by its shape.

mod names;
mod own;
mod requests;
mod shapes;

use std::fmt;
use std::sync::Arc;

pub use requests::Masked;
use serde_json::Value;

use crate::config::Config;

/// Replaces a secret.
const MASK: &str = "***";

/// Masks secrets in texts and JSON. Cheap to clone.
#[derive(Clone)]
pub struct Mask {
    /// Our own secrets in all spellings, longest first, because one may start with another.
    own: Arc<[String]>,
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask(…)")
    }
}

impl Mask {
    /// Creates a mask with every secret of the configuration.
    pub fn new(config: &Config) -> Self {
        Self::of(own::secrets(config))
    }

    fn of(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut own: Vec<String> = secrets.into_iter().flat_map(|secret| own::spellings(&secret)).collect();
        own.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        own.dedup();
        Self { own: own.into() }
    }

    /// Masks only our own secrets, for values that must stay intact, such as a link or an email.
    pub fn own(&self, text: &str) -> String {
        self.own.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }

    /// Masks the secrets of a text.
    pub fn text(&self, text: &str) -> String {
        shapes::mask(&self.own(text))
    }

    /// Masks the secrets of a JSON value, at any depth.
    pub fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => self.items(items),
            Value::Object(fields) => {
                let named = names::value_of_named_secret(&fields);
                let masked = fields.into_iter().map(|(name, value)| {
                    let is_secret = names::is_secret(&name) || named.as_deref() == Some(name.as_str());
                    (self.own(&name), if is_secret { MASK.into() } else { self.json(value) })
                });
                masked.collect()
            }
            other => other,
        }
    }

    /// Masks a list. Node.js gives a request's headers as a list, in which each name precedes its value.
    fn items(&self, items: Vec<Value>) -> Value {
        let mut is_value_of_secret = false;
        let masked = items.into_iter().map(|item| {
            let is_secret = std::mem::take(&mut is_value_of_secret) && item.is_string();
            is_value_of_secret = !is_secret && item.as_str().is_some_and(names::is_header_of_secret);
            if is_secret { MASK.into() } else { self.json(item) }
        });
        masked.collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_is_masked_whole_whatever_its_type() {
        let given = json!({ "a": [{ "Token": { "x": 1 } }], "cookie": null, "secret": [1], "b": 2 });
        let kept = json!({ "a": [{ "Token": "***" }], "cookie": "***", "secret": "***", "b": 2 });
        assert_eq!(Mask::of([]).json(given), kept);
    }

    #[test]
    fn our_own_keys_are_masked_inside_texts_and_names() {
        let mask = Mask::of(["cle".to_owned(), "cle-nouvelle".to_owned()]);
        assert_eq!(
            mask.text("401: X-API-Key cle-nouvelle refusée, pas cle"),
            "401: X-API-Key *** refusée, pas ***"
        );
        assert_eq!(mask.json(json!({ "cle-nouvelle": ["?k=cle&x"] })), json!({ "***": ["?k=***&x"] }));
    }

    #[test]
    fn a_secret_of_a_pair_of_name_and_value_is_masked() {
        for (given, kept) in [
            (
                json!([{ "name": "Authorization", "value": "x" }, { "name": "Accept", "value": "x" }]),
                json!([{ "name": "Authorization", "value": "***" }, { "name": "Accept", "value": "x" }]),
            ),
            (json!({ "key": "api_key", "value": 7 }), json!({ "key": "api_key", "value": "***" })),
            (
                json!({ "nom": "Mot de passe", "valeur": "x" }),
                json!({ "nom": "Mot de passe", "valeur": "***" }),
            ),
            (json!(["Accept", "x", "Cookie", "a=x"]), json!(["Accept", "x", "Cookie", "***"])),
            (json!(["X-Api-Key", "x", "Host", "y"]), json!(["X-Api-Key", "***", "Host", "y"])),
        ] {
            assert_eq!(Mask::of([]).json(given.clone()), kept, "{given}");
        }
    }

    #[test]
    fn what_has_to_stay_as_it_came_loses_our_own_secrets_alone() {
        let link = "https://docs.example/devis.pdf?token=abc&cle=notre-cle";
        assert_eq!(
            Mask::of(["notre-cle".to_owned()]).own(link),
            "https://docs.example/devis.pdf?token=abc&cle=***"
        );
    }
}
