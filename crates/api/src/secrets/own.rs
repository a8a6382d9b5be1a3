//! Our own secrets, and their spellings in other systems.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::Config;

/// Prefix of a base64 signing secret (Standard Webhooks).
const SIGNING_PREFIX: &str = "whsec_";

/// Returns every secret of a configuration.
pub(super) fn secrets(config: &Config) -> Vec<String> {
    let n8n = &config.n8n;
    let keys: [Option<&SecretString>; 9] = [
        Some(&n8n.api_key),
        n8n.previous_api_key.as_ref(),
        n8n.webhook_secret.as_ref(),
        n8n.previous_webhook_secret.as_ref(),
        config.rgpd.hmac_key.as_ref(),
        config.rgpd.previous_hmac_key.as_ref(),
        config.second_facteur.key.as_ref(),
        Some(&config.database.url),
        config.standby.as_ref().map(|standby| &standby.url),
    ];
    let keys = keys.into_iter().flatten().map(|key| key.expose_secret().to_owned());
    let databases = [Some(&config.database), config.standby.as_ref()].into_iter().flatten();
    let passwords = databases.filter_map(|one| String::from_utf8(one.client.get_password()?.to_vec()).ok());
    keys.chain(passwords).collect()
}

/// Returns the spellings of a secret: plain, without prefix, decoded, in base64 and percent-encoded.
pub(super) fn spellings(secret: &str) -> Vec<String> {
    let bare = secret.strip_prefix(SIGNING_PREFIX);
    // n8n's credential holds the text that the base64 of a signing secret encodes.
    let text =
        bare.and_then(|bare| STANDARD.decode(bare).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
    let plain = [Some(secret.to_owned()), bare.map(str::to_owned), text];
    let spellings = plain.into_iter().flatten().flat_map(|plain| {
        [
            STANDARD.encode(&plain),
            STANDARD_NO_PAD.encode(&plain),
            URL_SAFE.encode(&plain),
            URL_SAFE_NO_PAD.encode(&plain),
            percent_encode(&plain),
            percent_encode(&plain).to_lowercase(),
            plain,
        ]
    });
    spellings.filter(|spelling| !spelling.is_empty()).collect()
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Mask;

    #[test]
    fn our_own_secrets_are_known_in_every_spelling() {
        let mask =
            Mask::of(["clé+de/test".to_owned(), "whsec_bW90LWRlLXBhc3NlLWRlLXNpZ25hdHVyZQ==".to_owned()]);
        for spelling in [
            "clé+de/test",
            "Y2zDqStkZS90ZXN0",
            "cl%C3%A9%2Bde%2Ftest",
            "cl%c3%a9%2bde%2ftest",
            "whsec_bW90LWRlLXBhc3NlLWRlLXNpZ25hdHVyZQ==",
            "bW90LWRlLXBhc3NlLWRlLXNpZ25hdHVyZQ==",
            "bW90LWRlLXBhc3NlLWRlLXNpZ25hdHVyZQ",
            "mot-de-passe-de-signature",
        ] {
            assert_eq!(mask.own(&format!("avant {spelling} après")).find(spelling), None, "{spelling}");
            assert!(mask.own(&format!("avant {spelling} après")).starts_with("avant ***"), "{spelling}");
        }
    }
}
