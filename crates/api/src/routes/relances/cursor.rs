//! The opaque cursor of the touches: the last row of the page before (keyset pagination).

use chrono::{DateTime, Datelike as _};
use common::{Day, IdProspect, QuandRelance};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use crate::db::prospects::ProspectRow;
use crate::db::relances::TouchPlace;

/// Maximum length of a cursor.
const LONGEST: usize = 200;

/// Encodes the cursor to the rows of a section that follow this one.
pub(super) fn after(row: &ProspectRow, quand: QuandRelance) -> Option<String> {
    let place = match quand {
        QuandRelance::SansSuite => row.last_contact().timestamp_micros().to_string(),
        _ => {
            let (day, time) = row.touch()?;
            format!("{} {time}", Day::from(day))
        }
    };
    Some(HEXLOWER.encode(format!("{quand} {} {place}", row.id()).as_bytes()))
}

/// Decodes a cursor that [`after`] made for this section.
pub(super) fn decode(text: &str, quand: QuandRelance) -> Option<TouchPlace> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = String::from_utf8(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?).ok()?;
    let mut parts = plain.splitn(3, ' ');
    let mut next = || parts.next();
    if next()? != quand.as_str() {
        return None;
    }
    let id: IdProspect = next()?.parse().ok()?;
    let (id, place) = (id.as_str().to_owned(), next()?);
    if quand == QuandRelance::SansSuite {
        let at = DateTime::from_timestamp_micros(place.parse().ok()?)?;
        return (1..=9999).contains(&at.year()).then_some(TouchPlace::Contact(at, id));
    }
    let (day, time) = place.split_once(' ')?;
    let is_time = time.len() == 5 && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    is_time.then(|| Some(TouchPlace::Touch(Day::new(day).parse()?, time.to_owned(), id)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(plain: &str) -> String {
        HEXLOWER.encode(plain.as_bytes())
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let touch = decode(&encoded("retard PROS_7 2026-11-02 24:00"), QuandRelance::Retard);
        let day = Day::new("2026-11-02").parse().unwrap();
        assert_eq!(touch, Some(TouchPlace::Touch(day, "24:00".to_owned(), "PROS_7".to_owned())));
        let contact = decode(&encoded("sans_suite PROS_7 1771320600123456"), QuandRelance::SansSuite);
        let at = DateTime::from_timestamp_micros(1_771_320_600_123_456).unwrap();
        assert_eq!(contact, Some(TouchPlace::Contact(at, "PROS_7".to_owned())));
    }

    #[test]
    fn what_was_made_up_or_comes_from_another_section_is_refused() {
        for plain in [
            "",
            "retard",
            "retard PROS_7",
            "retard 7 2026-11-02 24:00",
            "retard PROS_7 2026-11-31 24:00",
            "retard PROS_7 2026-11-02 minuit",
            "semaine PROS_7 2026-11-02 24:00",
            "retard PROS_7 1771320600123456",
        ] {
            assert_eq!(decode(&encoded(plain), QuandRelance::Retard), None, "{plain}");
        }
        for text in ["x", "0", "zz", &"0".repeat(300)] {
            assert_eq!(decode(text, QuandRelance::Retard), None, "{text}");
        }
        let far = encoded("sans_suite PROS_7 -8000000000000000000");
        assert_eq!(decode(&far, QuandRelance::SansSuite), None);
    }
}
