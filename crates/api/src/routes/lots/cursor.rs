//! The opaque cursor of the rows of a lot: the last place of the page before (keyset pagination).

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// Encodes the cursor to the rows after this place.
pub(super) fn encode(rang: i32) -> String {
    HEXLOWER.encode(format!("lot {rang}").as_bytes())
}

/// Decodes a cursor that [`encode`] made.
pub(super) fn decode(text: &str) -> Option<i32> {
    let plain = String::from_utf8(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?).ok()?;
    let rang: i32 = plain.strip_prefix("lot ")?.parse().ok()?;
    (rang > 0).then_some(rang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_others_are_refused() {
        assert_eq!(decode(&encode(42)), Some(42));
        for plain in ["", "lot", "lot 0", "lot -1", "lot x", "lot 3000000000", "retard 3"] {
            assert_eq!(decode(&HEXLOWER.encode(plain.as_bytes())), None, "{plain}");
        }
        for text in ["x", "0", "zz"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
