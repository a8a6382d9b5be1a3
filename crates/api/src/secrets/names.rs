//! Recognises names of fields and headers that hold a secret.

use serde_json::{Map, Value};

/// Parts of such names, compared without case, accents and separators.
const SECRET_NAMES: [&str; 19] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "motdepasse",
    "mdp",
    "secret",
    "token",
    "jeton",
    "authorization",
    "cookie",
    "apikey",
    "cleapi",
    "cledapi",
    "accesskey",
    "bearer",
    "privatekey",
    "clepriv",
    "credential",
];
/// Prefixes of harmless words that contain such a part: secretariat, and the MDPH (the agency for disabled people).
const NO_SECRETS: [&str; 3] = ["secretar", "secretair", "mdph"];
/// Names of fields that hold the name of a pair.
const NAMES: [&str; 5] = ["name", "key", "header", "nom", "cle"];
/// Names of fields that hold the value of a pair.
const VALUES: [&str; 3] = ["value", "valeur", "val"];
/// Maximum length of a list item that may be a header name.
const HEADER_LIMIT: usize = 40;

/// Returns true when a field of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let letters = NO_SECRETS.iter().fold(letters(name), |letters, word| letters.replace(word, ""));
    SECRET_NAMES.iter().any(|secret| letters.contains(secret))
}

/// Returns true when a list item is the name of a header that holds a secret.
pub(super) fn is_header_of_secret(text: &str) -> bool {
    text.len() <= HEADER_LIMIT
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
        && is_secret(text)
}

/// Returns the field with the secret of a pair such as `{"name": "Authorization", "value": "…"}`.
pub(super) fn value_of_named_secret(fields: &Map<String, Value>) -> Option<String> {
    let is_one_of = |known: &[&str], name: &str| known.contains(&letters(name).as_str());
    let names_one = fields.iter().any(|(name, value)| {
        is_one_of(&NAMES, name) && value.as_str().is_some_and(|text| text.len() <= 200 && is_secret(text))
    });
    names_one.then(|| fields.keys().find(|name| is_one_of(&VALUES, name)).cloned()).flatten()
}

/// Returns the letters and digits of a name, in lower case without accents.
fn letters(name: &str) -> String {
    deunicode::deunicode(name)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_names_a_secret_is_known_in_any_case_and_with_any_separator() {
        for name in [
            "password",
            "passwd",
            "PWD",
            "db_pwd",
            "Mot de passe",
            "motDePasse",
            "MOT_DE_PASSE",
            "mdp",
            "client_secret",
            "accessToken",
            "Authorization",
            "Set-Cookie",
            "api-key",
            "apiKey",
            "X-API-KEY",
            "x_api_key",
            "Clé API",
            "clé d’API",
            "bearer",
            "private_key",
            "Clé privée",
            "jeton",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "idConversion",
            "cle",
            "nom",
            "passe",
            "key",
            "api",
            "",
            "secretariat",
            "Secrétaire",
            "MDPH",
            "email",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
