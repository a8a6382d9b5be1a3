//! Codes of authenticator applications: TOTP (RFC 6238) with HMAC-SHA-1, six digits and steps of 30 s, the values
//! that every application supports.

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use reqwest::Url;
use ring::hmac;
use subtle::ConstantTimeEq as _;

use crate::tokens::random_bytes;

/// Duration of a step, in seconds.
const STEP: i64 = 30;
/// Number of steps accepted before and after the current one, for clock skew and typing time (RFC 6238 §5.2).
const TOLERANCE: i64 = 1;
/// Number of digits of a code.
pub const DIGITS: usize = 6;
/// Name of the service in the application.
const ISSUER: &str = "Admissions";

/// Generates a secret of 160 bits (RFC 4226 §4, R6).
pub fn new_secret() -> [u8; 20] {
    random_bytes()
}

/// Encodes the secret in base32, as people type it.
pub fn to_base32(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// Builds the URI that a QR code passes to the application.
pub fn uri(secret: &[u8], email: &str) -> String {
    let query = format!("otpauth://totp/?secret={}&issuer={ISSUER}", to_base32(secret));
    let Ok(mut uri) = Url::parse(&query) else { return query };
    if let Ok(mut path) = uri.path_segments_mut() {
        path.clear().push(&format!("{ISSUER}:{email}"));
    }
    uri.into()
}

/// Returns the step of a code among those near the current one; `None` for a wrong code.
pub fn find_step(secret: &[u8], typed: &str, now: DateTime<Utc>) -> Option<i64> {
    let present = now.timestamp().div_euclid(STEP);
    // Every step is compared, in constant time, so that the duration reveals no digit.
    (present - TOLERANCE..=present + TOLERANCE).fold(None, |found, step| {
        let is_same: bool = code(secret, step).as_bytes().ct_eq(typed.as_bytes()).into();
        if is_same { Some(step) } else { found }
    })
}

/// Returns the code of a step (RFC 4226 §5.3: dynamic truncation).
pub fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let digest = tag.as_ref();
    let offset = usize::from(digest[digest.len() - 1] & 0xf);
    let mut word = [0; 4];
    word.copy_from_slice(&digest[offset..offset + 4]);
    let number = (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000;
    format!("{number:0DIGITS$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238 appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // The last six digits of the eight in appendix B.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds / STEP), expected, "{seconds}");
            assert_eq!(find_step(SECRET, expected, at(seconds)), Some(seconds / STEP));
        }
    }

    #[test]
    fn a_code_is_good_one_step_before_and_after_its_own() {
        let typed = code(SECRET, 100);
        for (step, expected) in [(98, None), (99, Some(100)), (100, Some(100)), (101, Some(100)), (102, None)]
        {
            assert_eq!(find_step(SECRET, &typed, at(step * STEP)), expected, "{step}");
        }
        for wrong in ["", "28708", "2870821", "abcdef"] {
            assert_eq!(find_step(SECRET, wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_the_account_and_the_service() {
        let expected = "otpauth://totp/Admissions:l%C3%A9a@ecole.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                        &issuer=Admissions";
        assert_eq!(uri(SECRET, "léa@ecole.example"), expected);
    }
}
