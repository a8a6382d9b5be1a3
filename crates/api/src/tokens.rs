//! Opaque bearer tokens; the database stores only their hash.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Returns random bytes from a cryptographic generator that the system seeds.
#[expect(clippy::disallowed_methods, reason = "everybody else asks here")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// Generates 256 random bits in hexadecimal.
pub fn new_token() -> String {
    HEXLOWER.encode(&random_bytes::<32>())
}

/// Beginning of every named API key, by which people and scanners recognise one.
pub const API_KEY_PREFIX: &str = "adm_live_";
/// Number of characters of a key that its list shows.
const SHOWN: usize = API_KEY_PREFIX.len() + 8;

/// Generates an API key of 256 random bits. Returns also its first characters, which identify the key to people.
pub fn new_api_key() -> (String, String) {
    let key = format!("{API_KEY_PREFIX}{}", new_token());
    let shown = key.chars().take(SHOWN).collect();
    (key, shown)
}

/// Returns the hash that the database stores.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let token = new_token();
        assert_eq!(token.len(), 64);
        assert_ne!(token, new_token());
    }

    #[test]
    fn what_is_shown_of_an_api_key_leaves_224_bits_secret() {
        let (key, shown) = new_api_key();
        assert_eq!((key.len(), shown.len()), (73, 17));
        assert!(key.starts_with(&shown) && shown.starts_with("adm_live_"), "{shown}");
    }
}
