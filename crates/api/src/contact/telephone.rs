//! Normalises telephone numbers.

use common::{ErreurChamp, FieldCode};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::text;
use crate::error::{ApiError, ApiResult};

/// Number of digits of a French number, without its leading zero.
const NATIONAL: usize = 9;

/// Country codes of the territories that share the French numbering plan.
const FRENCH: [&str; 5] = ["33", "262", "590", "594", "596"];

/// Prefixes, without their zero, of overseas territories, each with its country code (ARCEP, decision 2018-0881). The
/// first match counts: the range reserved for fiction lies inside the range of Mayotte.
const TERRITORIES: [(&str, &str); 15] = [
    ("63998", "33"),
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("639", "262"),
    ("692", "262"),
    ("693", "262"),
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
];

/// Minimum number of digits that a trigram index can search.
const TRIGRAM: usize = 3;
/// Minimum number of digits of a search that starts with 00 and a country code; a shorter one is the end of a number.
const ABROAD: usize = 6;

/// Normalises a telephone number to E.164. Without a country code it is French, of the territory that its prefix
/// names. Only its shape is checked, because ranges open faster than lists of them are published. A letter is an
/// error: read as a digit, it would make another person's number.
pub fn normalise_telephone(typed: &str) -> Option<String> {
    let typed = Typed::read(typed)?;
    let (country, national) = match typed.split() {
        // +33 before a number of a territory is a common mistake: a country code added to the dialled number.
        Some(("33", national)) => (country_of(national), national),
        Some(explicit) => explicit,
        None if typed.international => return plausible(&typed.digits),
        None => return None,
    };
    is_french(country, national).then(|| format!("+{country}{national}"))
}

/// Normalises a telephone number, or returns a 422 for the field.
pub fn telephone(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_telephone(typed).ok_or_else(|| ApiError::validation(vec![wrong_telephone(champ)]))
}

/// Builds the error of a field that holds no telephone number.
pub fn wrong_telephone(champ: &str) -> ErreurChamp {
    ErreurChamp::new(champ, FieldCode::TelephoneInvalide, "Ce numéro de téléphone n’est pas valable.")
}

/// Returns the number with the country code of mainland France, in which earlier versions may have stored it; `None`
/// when the form never changed.
pub fn former_telephone(e164: &str) -> Option<String> {
    let (country, national) = french(e164.strip_prefix('+')?)?;
    (country != "33" && country_of(national) == country).then(|| format!("+33{national}"))
}

/// Formats a number of the French plan as it is dialled, such as `06 39 98 00 01`; `None` for a foreign number.
pub fn national(e164: &str) -> Option<String> {
    let (_, national) = french(e164.strip_prefix('+')?)?;
    if national.len() != NATIONAL || !national.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let pairs: Vec<&str> = (1..NATIONAL).step_by(2).map(|at| &national[at..at + 2]).collect();
    Some(format!("0{} {}", &national[..1], pairs.join(" ")))
}

/// Returns the digits that a search looks for in E.164 numbers, for a whole or partial number in any notation; `None`
/// for text that is not a number. A French number is searched without its country code and zero, so that it is found
/// under the code of any territory. A whole number of another country is searched in its stored form, without the zero
/// that some people dial after the country code.
pub fn searched(text: &str) -> Option<String> {
    let typed = Typed::read(text)?;
    let digits = typed.digits.as_str();
    let national = match typed.split() {
        Some((_, national)) => national,
        None if typed.international => "",
        None => digits.trim_start_matches('0'),
    };
    if national.len() >= TRIGRAM {
        return Some(national.to_owned());
    }
    if typed.international
        && let Some(whole) = normalise_telephone(text)
    {
        return Some(whole);
    }
    let plus = if typed.international { "+" } else { "" };
    Some(format!("{plus}{digits}"))
}

/// Returns true when a word is part of a number typed with spaces: digits and punctuation, optionally after a label.
pub fn is_part(word: &str) -> bool {
    let part = |sign: char| sign == '+' || sign.is_ascii_digit() || is_sign(sign);
    word.chars().all(part) || without_label(word).len() < word.len() && without_label(word).chars().all(part)
}

/// Returns the country code of nine digits that follow a dialled zero.
fn country_of(national: &str) -> &'static str {
    let found = TERRITORIES.iter().find(|(beginning, _)| national.starts_with(beginning));
    found.map_or("33", |(_, country)| country)
}

/// Splits digits that start with a country code of the French plan; a zero after the code is dropped.
fn french(digits: &str) -> Option<(&'static str, &str)> {
    let country = FRENCH.into_iter().find(|country| digits.starts_with(country))?;
    let national = &digits[country.len()..];
    Some((country, national.strip_prefix('0').unwrap_or(national)))
}

/// Returns true when nine digits have the shape of a number of this French territory.
fn is_french(country: &str, national: &str) -> bool {
    let whole = national.len() == NATIONAL && !national.starts_with('0');
    let ranged = country == "33" || country_of(national) == country;
    whole && (ranged || plausible(&format!("{country}{national}")).is_some())
}

/// Returns digits that start with a country code in E.164, if they have the shape of that country's numbers.
fn plausible(digits: &str) -> Option<String> {
    let number = phonenumber::parse(None, format!("+{digits}")).ok()?;
    let national = number.national().to_string();
    let length = u16::try_from(national.len()).ok()?;
    let regions = phonenumber::metadata::DATABASE.by_code(&number.country().code())?;
    let fits = regions.into_iter().any(|region| {
        let shapes = region.descriptors();
        let kinds = [shapes.fixed_line(), shapes.mobile(), shapes.voip(), shapes.toll_free()];
        let has_length = kinds.into_iter().flatten().any(|kind| kind.possible_length().contains(&length));
        has_length && shapes.general().is_match(&national)
    });
    fits.then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// A typed number, reduced to its digits.
struct Typed {
    /// True when the first digits are a country code.
    international: bool,
    digits: String,
}

impl Typed {
    /// Parses a number after an optional label `Tél.` or `tel:`; `None` when it contains anything but digits and
    /// their punctuation.
    fn read(typed: &str) -> Option<Self> {
        let typed: String = text::line(typed).chars().map(half_width).collect();
        let number = without_label(&typed).trim_start_matches(['(', '[', ' ']);
        let (signed, number) = number.strip_prefix('+').map_or((false, number), |rest| (true, rest));
        let mut digits = String::with_capacity(number.len());
        for sign in number.chars() {
            match sign {
                '0'..='9' => digits.push(sign),
                ' ' => {}
                sign if is_sign(sign) => {}
                _ => return None,
            }
        }
        // No country code starts with a zero.
        let abroad = |rest: &&str| !rest.is_empty() && !rest.starts_with('0');
        let code = digits.strip_prefix("00").filter(abroad).filter(|_| signed || digits.len() >= ABROAD);
        let international = signed || code.is_some();
        let digits = code.map(ToOwned::to_owned).unwrap_or(digits);
        (!digits.is_empty()).then_some(Self { international, digits })
    }

    /// Splits a number of the French plan into country code and rest; the rest has nine digits when the number is
    /// whole.
    fn split(&self) -> Option<(&'static str, &str)> {
        let digits = self.digits.as_str();
        if self.international {
            return french(digits);
        }
        let dialled = digits.strip_prefix('0').filter(|rest| rest.len() == NATIONAL);
        // Spreadsheets drop the leading zero.
        let cut = Some(digits).filter(|digits| digits.len() == NATIONAL && !digits.starts_with('0'));
        // A country code without its plus sign.
        let unsigned = || french(digits).filter(|(country, rest)| *country == "33" && rest.len() == NATIONAL);
        dialled.or(cut).map(|national| ("33", national)).or_else(unsigned)
    }
}

/// Strips the label before a number.
fn without_label(typed: &str) -> &str {
    let letters = typed.find(|sign: char| !sign.is_alphabetic()).unwrap_or(typed.len());
    let (label, number) = typed.split_at(letters);
    let known = ["tel", "tél", "telephone", "téléphone"].contains(&label.to_lowercase().as_str());
    if known { number.trim_start_matches(['.', ':', ' ']) } else { typed }
}

/// Converts a full-width character, as Asian keyboards type it, to ASCII (Unicode block FF00).
fn half_width(sign: char) -> char {
    match u32::from(sign) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(sign),
        _ => sign,
    }
}

/// Returns true for a character that may separate the digits of a number.
fn is_sign(sign: char) -> bool {
    matches!(sign, '.' | '/' | '(' | ')' | '[' | ']') || is_dash(sign)
}

fn is_dash(sign: char) -> bool {
    sign == '\u{2212}'
        || CodePointMapData::<GeneralCategory>::new().get(sign) == GeneralCategory::DashPunctuation
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_french_unless_it_says_otherwise() {
        for typed in [
            "06 39 98 00 01",
            "0639980001",
            "639980001",
            "06.39.98.00.01",
            "06-39-98-00-01",
            "06\u{2011}39\u{2011}98\u{2011}00\u{2011}01",
            "06/39/98/00/01",
            "(06) 39 98 00 01",
            "06\u{a0}39\u{202F}98\u{2009}00\u{3000}01",
            "\u{202A}06 39 98 00 01\u{202C}",
            "０６３９９８０００１",
            "＋３３　６ 39 98 00 01",
            "+33 6 39 98 00 01",
            "+33 (0)6 39 98 00 01",
            "(+33) 6 39 98 00 01",
            "+0033 6 39 98 00 01",
            "0033639980001",
            "0033 (0)6 39 98 00 01",
            "33 6 39 98 00 01",
            "tel:+33639980001",
            "tel:+33-6-39-98-00-01",
            "Tél. 06 39 98 00 01",
            "Tel : 06 39 98 00 01",
            "TÉLÉPHONE: 06 39 98 00 01",
        ] {
            assert_eq!(normalise_telephone(typed).as_deref(), Some("+33639980001"), "{typed}");
        }
        for (typed, e164) in [
            ("+32 470 12 34 56", "+32470123456"),
            ("0032 470/12.34.56", "+32470123456"),
            ("+41 79 123 45 67", "+41791234567"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+44 (0)20 7946 0018", "+442079460018"),
            ("+352 621 123 456", "+352621123456"),
            ("01 99 00 11 22", "+33199001122"),
            ("09 80 12 34 56", "+33980123456"),
        ] {
            assert_eq!(normalise_telephone(typed).as_deref(), Some(e164), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            "+",
            "00",
            "tel:",
            "12",
            "3631",
            "bonjour",
            "06 39 98 00",
            "06 39 98 00 01 0",
            "+999 1234567",
            "06 39 98 00 01 / 06 39 98 00 02",
            "+33 6 39 98 00 01 02 03 04",
            "06 39 98 00 01,",
            "06 39 98 +00 01",
            "+262 12 34 56 78 9",
        ] {
            assert_eq!(normalise_telephone(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_letter_is_no_digit() {
        for typed in [
            "06 39 98 OO 14",
            "0639980O15",
            "06 39 98 00 AB",
            "O6 39 98 00 01",
            "06 39 98 00 l1",
            "06 39 98 00 0②",
            "06 39 98 00 01 poste 2",
            "mob 06 39 98 00 01",
        ] {
            assert_eq!(normalise_telephone(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_dialled_number_is_of_the_territory_that_its_beginning_names() {
        for (beginning, country) in [
            ("0262", "262"),
            ("0263", "262"),
            ("0692", "262"),
            ("0693", "262"),
            ("0269", "262"),
            ("0639", "262"),
            ("0590", "590"),
            ("0690", "590"),
            ("0691", "590"),
            ("0594", "594"),
            ("0694", "594"),
            ("0596", "596"),
            ("0696", "596"),
            ("0697", "596"),
            ("0695", "33"),
            ("0261", "33"),
            ("0597", "33"),
        ] {
            let national = format!("{}121314", &beginning[1..]);
            let e164 = format!("+{country}{national}");
            for typed in [
                format!("0{national}"),
                national.clone(),
                format!("+33{national}"),
                format!("0033 (0){national}"),
                e164.clone(),
                format!("00{country} (0){national}"),
            ] {
                assert_eq!(normalise_telephone(&typed), Some(e164.clone()), "{typed}");
            }
            let former = (country != "33").then(|| format!("+33{national}"));
            assert_eq!(former_telephone(&e164), former, "{e164}");
        }
        // ARCEP's range for fiction is not a range of Mayotte.
        assert_eq!(normalise_telephone("06 39 98 12 13").as_deref(), Some("+33639981213"));
    }

    #[test]
    fn a_number_of_the_french_plan_is_shown_as_it_is_dialled() {
        assert_eq!(national("+33639980001").as_deref(), Some("06 39 98 00 01"));
        assert_eq!(national("+262692121314").as_deref(), Some("06 92 12 13 14"));
        for foreign in
            ["+32470123456", "+3363998000", "+336399800011", "+33abcdefghi", "", "+33éééé1", "0639980001"]
        {
            assert_eq!(national(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_part_of_a_number_is_searched_without_what_varies() {
        for (typed, searched_for) in [
            ("06 39 98 00 01", "639980001"),
            ("+33 (0)6 39 98", "63998"),
            ("0033 6 39", "639"),
            ("06 39", "639"),
            ("06 92 12", "69212"),
            ("+262 692", "692"),
            ("+33", "+33"),
            ("06", "06"),
            ("98 12 34", "981234"),
            ("00 01", "0001"),
            ("tel:+32 470", "+32470"),
            ("+44 (0)70 0000 0000", "+447000000000"),
        ] {
            assert_eq!(searched(typed).as_deref(), Some(searched_for), "{typed}");
        }
        for typed in ["", "dupont", "06 39 dupont", "-"] {
            assert_eq!(searched(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_number_settles_in_its_form_and_is_found_by_its_search(
            typed in "(tel:|Tél. )?[+(]{0,2}(00|33|262|590|32|44|0)?[ (0)./-]{0,3}[0-9]{1,4}[ /.-]?[0-9]{2,7}"
        ) {
            if let Some(form) = normalise_telephone(&typed) {
                prop_assert_eq!(normalise_telephone(&form), Some(form.clone()));
                let looked_for = searched(&typed).unwrap_or_default();
                prop_assert!(form.contains(&looked_for), "{} in {}", looked_for, form);
            }
        }
    }
}
