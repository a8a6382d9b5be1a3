//! Makes the file number of a candidate from the name and the day.

use chrono::NaiveDate;
use deunicode::deunicode;

/// Returns the first four letters of the nom (upper case, unaccented, letters only, padded with X), then DDMMYYYY.
pub fn numero_dossier(nom: &str, day: NaiveDate) -> String {
    // Keep letters only before deunicode, which would spell out an emoji ("gem stone").
    let letters: String = nom.chars().filter(|letter| letter.is_alphabetic()).collect();
    let letters = deunicode(&letters);
    let letters = letters.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase());
    let prefix: String = letters.chain(std::iter::repeat('X')).take(4).collect();
    format!("{prefix}{}", day.format("%d%m%Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_letters_and_the_day_make_the_number() {
        let day = NaiveDate::from_ymd_opt(2024, 9, 15).unwrap();
        for (nom, numero) in [
            ("Dumitru", "DUMI15092024"),
            ("Éloïse", "ELOI15092024"),
            ("e\u{301}lo", "ELOX15092024"),
            ("Ng", "NGXX15092024"),
            ("d’Alembert", "DALE15092024"),
            ("Łuk", "LUKX15092024"),
            ("Œuvrard", "OEUV15092024"),
            ("💎 Or", "ORXX15092024"),
            ("", "XXXX15092024"),
            ("123", "XXXX15092024"),
        ] {
            assert_eq!(numero_dossier(nom, day), numero, "{nom}");
        }
    }
}
