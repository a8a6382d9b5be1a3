//! Checks the fields of a callback's result, for every action type. Invalid values are refused, never guessed.

use common::{ErreurChamp, FieldCode};

use crate::contact::text;
use crate::truncation::is_unfilled;

/// Maximum length of a link, in bytes.
const LINK_LIMIT: usize = 2_000;
/// Maximum length of a file number, in characters.
const NUMBER_LIMIT: usize = 60;

/// Checks a text that a success must have.
pub(super) fn required<'a>(erreurs: &mut Vec<ErreurChamp>, champ: &str, value: Option<&'a str>) -> &'a str {
    let value = value.map(str::trim).unwrap_or_default();
    if value.is_empty() {
        erreurs.push(ErreurChamp::new(champ, FieldCode::ChampRequis, "Une réussite doit le donner."));
    }
    value
}

/// Checks the file number that a success must have, and returns it in its normal form: one line, with evaluated content.
pub(super) fn file_number(erreurs: &mut Vec<ErreurChamp>, champ: &str, value: Option<&str>) -> String {
    let number = required(erreurs, champ, value);
    if number.chars().any(is_hidden) {
        let message = "Il tient sur une ligne, sans caractère invisible.";
        erreurs.push(ErreurChamp::new(champ, FieldCode::CaractereInterdit, message));
    } else if number.chars().count() > NUMBER_LIMIT {
        erreurs.push(ErreurChamp::new(champ, FieldCode::Longueur, "60 caractères au plus."));
    } else if is_unfilled(number) {
        erreurs.push(unfilled(champ));
    }
    text::line(number)
}

/// Checks an optional link and returns it as a browser opens it. It must be https without credentials, because people
/// click it.
pub(crate) fn https_link(erreurs: &mut Vec<ErreurChamp>, champ: &str, value: Option<&str>) -> Option<String> {
    let value = value.map(str::trim).filter(|value| !value.is_empty())?;
    let parsed = reqwest::Url::parse(value).ok().filter(|url| {
        url.scheme() == "https"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.as_str().len() <= LINK_LIMIT
            && !value.chars().any(|letter| is_hidden(letter) || letter == '\\')
    });
    let last = parsed.as_ref().and_then(|url| url.path_segments()?.next_back());
    if is_unfilled(value) || last.is_some_and(is_unfilled) {
        erreurs.push(unfilled(champ));
    } else if parsed.is_none() {
        erreurs.push(ErreurChamp::new(
            champ,
            FieldCode::LienInvalide,
            "Le lien doit commencer par https://.",
        ));
    }
    parsed.map(Into::into)
}

fn unfilled(champ: &str) -> ErreurChamp {
    let message = "Une expression du workflow n’a pas été remplie.";
    ErreurChamp::new(champ, FieldCode::ValeurNonRemplie, message)
}

/// Returns true for characters that break a line, that nobody sees or that replace an unreadable one: they disguise a
/// value as another.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || text::is_invisible(letter)
        || matches!(letter, '\u{2028}' | '\u{2029}' | char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the link, or the code of its error.
    fn link(value: &str) -> Result<String, FieldCode> {
        let mut erreurs = Vec::new();
        let link = https_link(&mut erreurs, "lien", Some(value)).unwrap_or_default();
        erreurs.pop().map_or(Ok(link), |erreur| Err(erreur.code.known().unwrap()))
    }

    fn number(value: &str) -> Result<String, FieldCode> {
        let mut erreurs = Vec::new();
        let number = file_number(&mut erreurs, "numero", Some(value));
        erreurs.pop().map_or(Ok(number), |erreur| Err(erreur.code.known().unwrap()))
    }

    #[test]
    fn only_plain_https_links_are_kept_as_a_browser_opens_them() {
        for (given, kept) in [
            ("https://drive.google.com/drive/folders/1", "https://drive.google.com/drive/folders/1"),
            ("HTTPS://Drive.google.com/1 ", "https://drive.google.com/1"),
            ("https://drive.google.com", "https://drive.google.com/"),
            ("https://ecole.example/é", "https://ecole.example/%C3%A9"),
        ] {
            assert_eq!(link(given).as_deref(), Ok(kept), "{given}");
        }
        for given in [
            "http://drive.google.com/1",
            "javascript:alert(1)",
            "https://",
            "https://moi:secret@drive.google.com/1",
            "https://evil\n.example",
            "https://evil\\@drive.google.com/x",
            "https://drive.google.com/\u{202e}fdp",
            "https://drive.google.com/\u{200b}1",
            "drive.google.com/1",
        ] {
            assert_eq!(link(given), Err(FieldCode::LienInvalide), "{given}");
        }
        assert_eq!(
            link(&format!("https://ecole.example/{}", "x".repeat(2_000))),
            Err(FieldCode::LienInvalide)
        );
    }

    #[test]
    fn an_expression_that_was_not_filled_in_is_no_value() {
        let unfilled = Err(FieldCode::ValeurNonRemplie);
        for given in [
            "={{ $json.numero }}",
            "{{ $json.numero }}",
            "=DUMI15092024",
            "undefined",
            "DUMI-undefined",
            "null",
            "NaN",
            "[object Object]",
            "Invalid DateTime",
        ] {
            assert_eq!(number(given), unfilled, "{given}");
        }
        for given in [
            "https://drive.google.com/drive/folders/undefined",
            "https://drive.google.com/drive/folders/null",
            "https://drive.google.com/{{ $json.id }}",
            "={{ $json.lien }}",
            "undefined",
            "[object Object]",
        ] {
            assert_eq!(link(given), unfilled, "{given}");
        }
    }

    #[test]
    fn a_file_number_is_one_visible_line() {
        for given in ["DUMI15092024", " DUMI15092024-2 ", "2026/014", "NULL15092024", "Dossier n° 7"] {
            assert_eq!(number(given).as_deref(), Ok(given.trim()), "{given}");
        }
        assert_eq!(number("E\u{301}TE\u{a0}\u{202f}1").as_deref(), Ok("ÉTE 1"));
        for given in ["\n15092024", "\u{0}", "\u{202e}42", "\u{200b}1", "\u{fffd}", "\u{2028}7"] {
            assert_eq!(number(&format!("DUMI{given}")), Err(FieldCode::CaractereInterdit), "{given:?}");
        }
        for invisible in ["\u{3164}", "\u{2800}", "\u{34f}", "\u{115f}", "\u{ffa0}", "\u{fe0f}", "\u{e0041}"]
        {
            for given in [invisible.to_owned(), format!("DUMI{invisible}1")] {
                assert_eq!(number(&given), Err(FieldCode::CaractereInterdit), "{given:?}");
            }
        }
        for given in ["", " ", "\n"] {
            assert_eq!(number(given), Err(FieldCode::ChampRequis), "{given:?}");
        }
        assert_eq!(number(&"X".repeat(61)), Err(FieldCode::Longueur));
    }
}
