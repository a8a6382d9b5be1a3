//! Checks passwords in the browser; the service checks the rest (common passwords, own name).

/// Allowed length, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;

/// French text of the rule, shown before a password is chosen.
pub(crate) const RULE: &str = "De 12 à 128 caractères, de toute sorte\u{a0}: quelques mots qui ne se suivent pas d’habitude vont très bien. \
     Évitez votre nom, votre adresse et les suites comme 123456.";

/// Returns the fault that the browser can detect.
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
