//! Whether a label answers what was typed: each word somewhere in it, whatever its accents and case.

/// Whether every word of `typed` is in `label`.
pub(super) fn matches(label: &str, typed: &str) -> bool {
    let label = fold(label);
    fold(typed).split_whitespace().all(|word| label.contains(word))
}

/// Lower case without the accents of French.
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
