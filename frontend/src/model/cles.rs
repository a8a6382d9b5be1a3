//! Scopes that a form of a key has checked, as one text, so that the draft of the form keeps them.

use common::PorteeCle;

/// Parses the checked scopes, in the order of the contract.
pub(crate) fn checked(text: &str) -> Vec<PorteeCle> {
    PorteeCle::ALL.iter().copied().filter(|portee| is_checked(text, *portee)).collect()
}

/// Returns true when a scope is checked.
pub(crate) fn is_checked(text: &str, portee: PorteeCle) -> bool {
    text.split(' ').any(|word| word == portee.as_str())
}

/// Checks a scope that is not checked, and the reverse.
pub(crate) fn toggled(text: &str, portee: PorteeCle) -> String {
    let kept = PorteeCle::ALL.iter().filter(|one| is_checked(text, **one) != (**one == portee));
    kept.map(|one| one.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_takes_the_first_one_back() {
        let (read, write) = (PorteeCle::ProspectsLire, PorteeCle::ProspectsEcrire);
        let both = toggled(&toggled("", read), write);
        assert_eq!(checked(&both), [write, read]);
        assert!(is_checked(&both, read) && !is_checked(&both, PorteeCle::MetriquesLire));
        assert_eq!(checked(&toggled(&both, write)), [read]);
        assert_eq!(toggled(&toggled(&both, write), read), "");
    }

    #[test]
    fn the_text_lists_words_of_the_contract() {
        assert_eq!(toggled("", PorteeCle::JournalEcrire), "journal:ecrire");
        assert_eq!(checked("journal:ecrire inconnue"), [PorteeCle::JournalEcrire]);
        assert!(checked("").is_empty());
    }
}
