//! Encrypts the secrets of second factors at rest, and hashes their recovery codes: ChaCha20-Poly1305 and
//! HMAC-SHA-256, under two keys that HKDF-SHA-256 (RFC 5869) derives from `TOTP_KEY`.

use anyhow::{Context as _, anyhow};
use common::IdUtilisateur;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

use crate::tokens::random_bytes;

/// Contexts of the derived keys.
const SEALING: &[&[u8]] = &[b"admissions second factor secret"];
const HASHING: &[&[u8]] = &[b"admissions recovery code"];

/// The derived keys.
pub struct Seal {
    sealing: LessSafeKey,
    hashing: hmac::Key,
}

impl Seal {
    /// Derives the keys.
    pub fn new(secret: &SecretString) -> anyhow::Result<Self> {
        let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.expose_secret().as_bytes());
        let sealing = derived.expand(SEALING, &CHACHA20_POLY1305).map_err(|_| anyhow!("HKDF"))?;
        let hashing = derived.expand(HASHING, hmac::HMAC_SHA256).map_err(|_| anyhow!("HKDF"))?;
        Ok(Self { sealing: LessSafeKey::new(UnboundKey::from(sealing)), hashing: hmac::Key::from(hashing) })
    }

    /// Encrypts a secret for one account; returns nonce and ciphertext.
    pub fn seal(&self, id_utilisateur: IdUtilisateur, secret: &[u8]) -> anyhow::Result<Vec<u8>> {
        // A random nonce is safe: an installation encrypts only some hundreds of secrets.
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = secret.to_vec();
        let owner = Aad::from(id_utilisateur.get().to_be_bytes());
        self.sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), owner, &mut sealed)
            .map_err(|_| anyhow!("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts the output of [`Seal::seal`].
    ///
    /// # Errors
    /// Fails for another key, another account, or modified data.
    pub fn open(&self, id_utilisateur: IdUtilisateur, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN).context("sealed secret is cut")?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| anyhow!("nonce"))?;
        let mut secret = ciphertext.to_vec();
        let owner = Aad::from(id_utilisateur.get().to_be_bytes());
        let opened = self.sealing.open_in_place(nonce, owner, &mut secret);
        let opened = opened.map_err(|_| anyhow!("the secret was sealed with another TOTP_KEY"))?;
        Ok(opened.to_vec())
    }

    /// Returns the hash of a recovery code that the database stores.
    pub fn hash(&self, code: &str) -> Vec<u8> {
        hmac::sign(&self.hashing, code.as_bytes()).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(key: &str) -> Seal {
        Seal::new(&key.into()).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_with_its_key_and_for_its_person_alone() {
        let (one, other) = (seal(&"a".repeat(32)), seal(&"b".repeat(32)));
        let sealed = one.seal(7.into(), b"secret").unwrap();
        assert_eq!(one.open(7.into(), &sealed).unwrap(), b"secret");
        assert!(one.open(8.into(), &sealed).is_err());
        assert!(other.open(7.into(), &sealed).is_err());
        assert!(one.open(7.into(), &sealed[..5]).is_err());
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_ne!(sealed, one.seal(7.into(), b"secret").unwrap());
    }

    #[test]
    fn the_hash_of_a_code_depends_on_the_key() {
        let key = "a".repeat(32);
        assert_eq!(seal(&key).hash("ABCD"), seal(&key).hash("ABCD"));
        assert_ne!(seal(&key).hash("ABCD"), seal(&"b".repeat(32)).hash("ABCD"));
    }
}
