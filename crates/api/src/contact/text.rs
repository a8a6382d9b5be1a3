//! Normalises texts that people type or paste, for storage and comparison.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic, GeneralCategory,
    PrependedConcatenationMark,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Joins several emojis into one, such as a family or a profession (UTS #51 §2.3).
const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Selects the emoji style of the character before it (UTS #51 §1.4.4).
const EMOJI_STYLE: char = '\u{FE0F}';
/// Turns the character before it into a keycap.
const KEYCAP: char = '\u{20E3}';
/// A blank for readers, but a symbol for Unicode.
const BRAILLE_BLANK: char = '\u{2800}';

/// Normalises a text of one line: [`visible`] characters, single spaces, trimmed. Inner control characters stay, for
/// the caller to refuse.
pub fn line(typed: &str) -> String {
    let text = visible(typed);
    let mut kept = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        let blank = letter.is_whitespace() && !letter.is_control();
        if !blank {
            kept.push(letter);
        } else if !kept.ends_with(' ') {
            kept.push(' ');
        }
    }
    kept
}

/// Normalises a text of several lines: [`visible`] characters, trimmed.
pub fn lines(typed: &str) -> String {
    visible(typed).trim().to_owned()
}

/// Removes invisible characters and applies NFC (UAX #15), so that texts that look alike compare equal. Invisible are
/// the characters that Unicode lets a font ignore (`Default_Ignorable_Code_Point`), format characters (`Cf`)
/// including direction marks, and the Braille blank. Emojis keep their joiners.
pub fn visible(typed: &str) -> String {
    let letters: Vec<char> = typed.chars().collect();
    let kept: String = (0..letters.len())
        .filter(|&at| !is_invisible(letters[at]) || is_part_of_emoji(&letters, at))
        .map(|at| letters[at])
        .collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&kept).into_owned()
}

/// Returns true for an invisible character. Arabic signs that enclose numbers have category `Cf` but are visible.
pub fn is_invisible(letter: char) -> bool {
    // Most texts are ASCII, in which only control characters are invisible.
    if letter.is_ascii() {
        return false;
    }
    let format = CodePointMapData::<GeneralCategory>::new().get(letter) == GeneralCategory::Format;
    letter == BRAILLE_BLANK
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
        || (format && !CodePointSetData::new::<PrependedConcatenationMark>().contains(letter))
}

/// Applies NFKC (UAX #15): full-width letters and digits, as Asian keyboards type them, become ASCII.
pub fn compatible(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

/// Returns true when the invisible character at this index joins emojis or sets the style of one.
fn is_part_of_emoji(letters: &[char], at: usize) -> bool {
    let next = letters.get(at + 1).copied();
    let before = letters[..at].iter().rev().copied();
    match letters[at] {
        ZERO_WIDTH_JOINER => {
            let mut before = before.skip_while(|&letter| letter == EMOJI_STYLE);
            before.next().is_some_and(is_emoji) && next.is_some_and(is_emoji)
        }
        EMOJI_STYLE => letters[..at].last().is_some_and(|&letter| is_emoji(letter)) || next == Some(KEYCAP),
        _ => false,
    }
}

fn is_emoji(letter: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(letter)
        || CodePointSetData::new::<EmojiModifier>().contains(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn invisible_characters_are_no_part_of_a_text() {
        for invisible in [
            '\u{AD}',
            '\u{34F}',
            '\u{61C}',
            '\u{115F}',
            '\u{180E}',
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{200E}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{2800}',
            '\u{3164}',
            '\u{FE0F}',
            '\u{FEFF}',
            '\u{FFA0}',
            '\u{E0041}',
            '\u{E0100}',
        ] {
            assert_eq!(line(&format!("Mar{invisible}tin")), "Martin", "{invisible:?}");
            assert_eq!(line(&invisible.to_string()), "", "{invisible:?}");
        }
    }

    #[test]
    fn letters_have_one_form() {
        assert_eq!(line("Chloe\u{301}"), "Chloé");
        // An invisible character between a letter and its accent keeps NFC from joining them.
        assert_eq!(line("Chloe\u{34F}\u{301}"), "Chloé");
    }

    #[test]
    fn blanks_of_every_kind_are_single_spaces() {
        assert_eq!(line("\u{a0} Jean\u{202F}\u{3000}Paul\u{2003}\t"), "Jean Paul");
        assert_eq!(line("Jean\u{2028}Paul"), "Jean Paul");
        assert_eq!(line(" \u{a0}\u{200B}\u{3000} "), "");
    }

    #[test]
    fn control_characters_are_left_to_be_refused() {
        assert_eq!(line("Du\nmi"), "Du\nmi");
        assert_eq!(lines("\n un\n\n- deux\u{200B}\n"), "un\n\n- deux");
    }

    #[test]
    fn emojis_keep_what_joins_them() {
        for emoji in ["👩‍👧", "👩🏽‍🎓", "❤️", "🏳️‍🌈", "1️⃣"] {
            assert_eq!(line(&format!("Léa {emoji}")), format!("Léa {emoji}"));
        }
        assert_eq!(line("Léa 👩\u{200D}"), "Léa 👩");
        assert_eq!(line("1\u{FE0F}2"), "12");
    }

    #[test]
    fn scripts_keep_their_signs() {
        for text in ["Ковалёва", "王小明", "दीपिका", "\u{601}١٢٣", "العربية"]
        {
            assert_eq!(line(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_text_settles_in_its_form(text in any::<String>()) {
            for normalise in [line, lines, visible] {
                let once = normalise(&text);
                prop_assert_eq!(normalise(&once), once.clone());
            }
        }

        #[test]
        fn a_joined_text_settles_as_well(text in "[a1é👩🏽❤ \u{200D}\u{FE0F}\u{20E3}\u{301}\u{2126}\u{200B}]{0,12}") {
            let once = line(&text);
            prop_assert_eq!(line(&once), once.clone());
        }
    }
}
