//! Matches labels with the typed text: each typed word may be anywhere in the label; accents and case do not count.

/// Returns true when `label` contains every word of `typed`.
pub(super) fn matches(label: &str, typed: &str) -> bool {
    let label = fold(label);
    fold(typed).split_whitespace().all(|word| label.contains(word))
}

/// Converts to lower case, without French accents and with the straight apostrophe.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        '’' => '\'',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn words_match_in_any_order_without_accents() {
        assert!(matches("Journal d’erreurs", "ERREURS jour"));
        assert!(matches("Générer un devis", "generer"));
        assert!(matches("Prospects", ""));
        assert!(!matches("Candidats", "prospect"));
    }
}
