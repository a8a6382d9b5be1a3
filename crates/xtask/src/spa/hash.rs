//! Content hashes for file names, so that browsers may cache files permanently.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// Number of hexadecimal digits in a file name: 64 bits, enough to avoid collisions.
const DIGITS: usize = 16;

/// Returns the first digits of the content's SHA-256.
pub(super) fn short(content: &[u8]) -> String {
    let mut hex = full(&[content]);
    hex.truncate(DIGITS);
    hex
}

/// Returns the SHA-256 of several parts, each preceded by its length, so that different lists differ.
pub(super) fn full(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        if parts.len() > 1 {
            hasher.update((part.len() as u64).to_le_bytes());
        }
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_first_digits_of_the_sha256() {
        assert_eq!(short(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn another_content_gives_another_name() {
        assert_ne!(short(b"a"), short(b"b"));
    }

    #[test]
    fn the_border_between_two_parts_counts() {
        assert_ne!(full(&[b"ab", b"c"]), full(&[b"a", b"bc"]));
    }
}
