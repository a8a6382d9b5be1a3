//! What is asked of a password; the service judges the rest (common passwords, one's own name).

/// How many characters there may be.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;

/// What is said before one is chosen.
pub(crate) const RULE: &str = "De 12 à 128 caractères, de toute sorte\u{a0}: quelques mots qui ne se suivent pas d’habitude vont très bien. \
     Évitez votre nom, votre adresse et les suites comme 123456.";

/// What the browser can already tell is wrong with a password.
pub(crate) fn fault(password: &str) -> Option<&'static str> {
    let long_enough = LENGTH.contains(&password.chars().count());
    (!long_enough).then_some("De 12 à 128 caractères.")
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(fault("éééééééééééé"), None);
        assert!(fault("ééééééééééé").is_some());
        assert!(fault(&"é".repeat(129)).is_some());
    }
}
