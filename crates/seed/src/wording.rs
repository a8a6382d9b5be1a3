//! Fills placeholders of French sentences, with grammatical agreement.

/// Grammatical gender of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Genre {
    Feminin,
    Masculin,
}

/// Fills the placeholders of `template`: `{name}` becomes its value in `slots`, `[il|elle]` the form of `genre`. An
/// unknown `{name}` stays, which tests look for.
pub(super) fn fill(template: &str, genre: Genre, slots: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(start) = rest.find(['{', '[']) {
        let (before, hole) = rest.split_at(start);
        text.push_str(before);
        let closing = if hole.starts_with('{') { '}' } else { ']' };
        let Some(end) = hole.find(closing) else {
            rest = hole;
            break;
        };
        let inside = &hole[1..end];
        match (closing, inside.split_once('|')) {
            (']', Some((masculin, feminin))) => {
                text.push_str(if genre == Genre::Feminin { feminin } else { masculin });
            }
            _ => match slots.iter().find(|(name, _)| *name == inside) {
                Some((_, value)) => text.push_str(value),
                None => text.push_str(&hole[..=end]),
            },
        }
        rest = &hole[end + 1..];
    }
    text.push_str(rest);
    text
}

/// Formats an amount in whole euros as in French: `9 800 €`, with non-breaking spaces.
pub(super) fn euros(amount: f64) -> String {
    format!("{}\u{a0}€", thousands(amount.round()))
}

/// Formats an integer in groups of three: `100 000`.
pub(super) fn thousands(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_words_agree() {
        let text =
            fill("{prenom} est intéress[é|ée] ; [il|elle] hésite.", Genre::Feminin, &[("prenom", "Zoé")]);
        assert_eq!(text, "Zoé est intéressée ; elle hésite.");
        assert_eq!(fill("prêt[|e] {x", Genre::Masculin, &[]), "prêt {x");
        assert_eq!(fill("{inconnu}", Genre::Masculin, &[]), "{inconnu}");
    }

    #[test]
    fn amounts_are_written_in_french() {
        assert_eq!(euros(9800.0), "9\u{202f}800\u{a0}€");
        assert_eq!(euros(890.0), "890\u{a0}€");
        assert_eq!(thousands(1_000_000), "1\u{202f}000\u{202f}000");
    }
}
