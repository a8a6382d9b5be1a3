//! Repairs n8n's JSON: characters that PostgreSQL or JSON cannot hold become U+FFFD, so that the rest of the body is
//! kept.

use std::borrow::Cow;

/// Escape of the replacement character (Unicode §23.8).
const REPLACEMENT: &str = "\\ufffd";

/// Replaces NUL and lone surrogates by U+FFFD: a text that JavaScript cuts inside an emoji ends with a lone
/// surrogate. Bytes that are not UTF-8 are left to the parser.
pub fn repair(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Cow::Borrowed(bytes) };
    if !text.contains("\\u") && !text.contains('\0') {
        return Cow::Borrowed(bytes);
    }
    let text = text.replace('\0', "\u{fffd}");
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        repaired.push_str(before);
        let (kept, length) = read_escape(escape);
        repaired.push_str(kept);
        rest = &escape[length..];
    }
    repaired.push_str(rest);
    Cow::Owned(repaired.into_bytes())
}

/// Returns the replacement of the escape at the start of a text, and the length of that escape.
fn read_escape(text: &str) -> (&str, usize) {
    match (code_unit(text), text.get(6..).and_then(code_unit)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (&text[..12], 12),
        (Some(0 | 0xD800..=0xDFFF), _) => (REPLACEMENT, 6),
        (Some(_), _) => (&text[..6], 6),
        // The character after a backslash never starts another escape.
        (None, _) => {
            let length = text.chars().take(2).map(char::len_utf8).sum();
            (&text[..length], length)
        }
    }
}

/// Returns the UTF-16 code unit that an escape at the start of a text encodes.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if hexadecimal { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_and_half_surrogates_become_the_replacement_character() {
        for (given, expected) in [
            (r#""a\u0000b""#, r#""a\ufffdb""#),
            ("\"a\0b\"", "\"a\u{fffd}b\""),
            (r#""Quota \ud83d""#, r#""Quota \ufffd""#),
            (r#""\uDC8E""#, r#""\ufffd""#),
            (r#""\ud83d\ud83d\udc8e""#, r#""\ufffd\ud83d\udc8e""#),
            (r#""\ud83d\u0000""#, r#""\ufffd\ufffd""#),
            (r#""\ud83dx""#, r#""\ufffdx""#),
        ] {
            assert_eq!(repair(given.as_bytes()), expected.as_bytes(), "{given}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for text in [
            r#""\ud83d\udc8e é 💎""#,
            r#""\\u0000 \\ud83d""#,
            r#""\u00e9\n\"""#,
            r#""\u12"#,
            r#""\u+123""#,
            "\\",
            "\\é",
            "\\u00é0",
            "",
        ] {
            assert_eq!(repair(text.as_bytes()), text.as_bytes(), "{text}");
        }
        assert_eq!(repair(b"\xff\\u0000"), &b"\xff\\u0000"[..]);
    }
}
