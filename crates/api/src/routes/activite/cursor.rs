//! The opaque cursor of the activity: the last entry of the page before (keyset pagination).

use chrono::{DateTime, Datelike as _};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use crate::db::activite::ActivitePlace;

/// Maximum length of a cursor.
const LONGEST: usize = 200;

/// Encodes the cursor to the entries that follow this place.
pub(super) fn encode(place: ActivitePlace) -> String {
    HEXLOWER.encode(format!("{} {}", place.date.timestamp_micros(), place.id).as_bytes())
}

/// Decodes a cursor that [`encode`] made.
pub(super) fn decode(text: &str) -> Option<ActivitePlace> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = String::from_utf8(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?).ok()?;
    let (micros, id) = plain.split_once(' ')?;
    let date = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    (1..=9999).contains(&date.year()).then_some(ActivitePlace { date, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let date = DateTime::from_timestamp_micros(1_771_320_600_123_456).unwrap();
        let place = ActivitePlace { date, id: 42 };
        assert_eq!(decode(&encode(place)), Some(place));
    }

    #[test]
    fn what_was_made_up_is_refused() {
        for plain in ["", "1", "1 ", " 1", "hier 4", "1771320600123456 x", "-8000000000000000000 1"] {
            assert_eq!(decode(&HEXLOWER.encode(plain.as_bytes())), None, "{plain}");
        }
        for text in ["x", "0", "zz", &"0".repeat(300)] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
