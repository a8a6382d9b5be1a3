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
}
