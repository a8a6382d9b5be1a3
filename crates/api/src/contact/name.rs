//! Compares names: decides if two of them can belong to one person.

use deunicode::deunicode;

/// A name normalised for comparison: words without accents, capitals, hyphens and apostrophes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    nom: Vec<String>,
    prenom: Vec<String>,
}

impl Name {
    /// Parses a name. An email address as family name counts as no name: mail without a display name has it.
    pub fn of(nom: &str, prenom: &str) -> Self {
        let nom = if nom.contains('@') { Vec::new() } else { words(nom) };
        Self { nom, prenom: words(prenom) }
    }

    /// Returns true when the name is empty.
    pub fn is_empty(&self) -> bool {
        self.nom.is_empty() && self.prenom.is_empty()
    }

    /// Returns true when two names can belong to one person. Family names and given names must each agree, as given
    /// or swapped. A name with only one of the two may hold the whole name there: it agrees when the other name
    /// contains all of its words.
    pub fn agrees_with(&self, other: &Self) -> bool {
        if self.is_one_text() || other.is_one_text() {
            let mine = self.orders();
            return other.orders().iter().any(|theirs| mine.iter().any(|mine| is_part(mine, theirs)));
        }
        let agree =
            |nom: &[String], prenom: &[String]| is_part(&self.nom, nom) && is_part(&self.prenom, prenom);
        agree(&other.nom, &other.prenom) || agree(&other.prenom, &other.nom)
    }

    fn is_one_text(&self) -> bool {
        self.nom.is_empty() || self.prenom.is_empty()
    }

    /// Returns the whole name, in both orders in which people write it.
    fn orders(&self) -> [Vec<&String>; 2] {
        [self.nom.iter().chain(&self.prenom).collect(), self.prenom.iter().chain(&self.nom).collect()]
    }
}

/// Splits a text into normalised words. A hyphen separates words; an apostrophe belongs to its word.
pub fn words(text: &str) -> Vec<String> {
    let is_mark = |letter: char| matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{300}'..='\u{36f}');
    let kept: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
    // deunicode spells out emojis and puts spaces between Chinese syllables, so it only sees letters and digits of
    // one word.
    let words = kept.split(|letter: char| !letter.is_alphanumeric()).map(|word| {
        let plain = deunicode(word).to_lowercase();
        plain.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Returns true when one text is empty, equal to the other, or part of it: its words, or their initials, appear in
/// order.
fn is_part<W: AsRef<str>>(one: &[W], other: &[W]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| is_initial(word.as_ref(), other.as_ref())))
        || letters(short).eq(letters(long))
}

/// Returns true when the words are equal, or one is the initial of the other.
fn is_initial(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    one == other || (short.len() == 1 && long.starts_with(short))
}

/// Returns the letters without word limits: "Jeanpierre" equals "Jean-Pierre".
fn letters<W: AsRef<str>>(words: &[W]) -> impl Iterator<Item = char> {
    words.iter().flat_map(|word| word.as_ref().chars())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agree(one: (&str, &str), other: (&str, &str)) -> bool {
        Name::of(one.0, one.1).agrees_with(&Name::of(other.0, other.1))
    }

    #[test]
    fn names_of_one_person_agree() {
        for (one, other) in [
            // Equal, except accents, capitals, hyphens and apostrophes.
            (("Dumitru", "Marie"), ("DUMITRU", "marie")),
            (("Éloïse", "Zoé"), ("Eloise", "Zoe")),
            (("E\u{301}loi", "Zoe\u{301}"), ("Éloi", "Zoé")),
            (("D’Étoile", "Jean-Pierre"), ("D'Etoile", "Jean Pierre")),
            (("DEtoile", "Jeanpierre"), ("d’Étoile", "Jean-Pierre")),
            (("Œuvrard", "Łucja"), ("Oeuvrard", "Lucja")),
            (("王小明", "Wei"), ("王小明", "Wei")),
            // One is empty.
            (("", ""), ("Dumitru", "Marie")),
            (("Dumitru", ""), ("Dumitru", "Marie")),
            (("", "Marie"), ("Dumitru", "Marie")),
            (("Dumitru", "Marie"), ("—", " ")),
            (("marie@exemple.example", ""), ("Dumitru", "Marie")),
            // One is an initial or a part of the other.
            (("Dumitru", "M."), ("Dumitru", "Marie")),
            (("Dumitru", "J.-P."), ("Dumitru", "Jean-Pierre")),
            (("Dumitru", "Marie"), ("Dumitru-Petit", "Marie")),
            (("Petit", "Marie"), ("Dumitru Petit", "Marie Claire")),
            // Nom and prénom are swapped, or in one field.
            (("Marie", "Dumitru"), ("Dumitru", "Marie")),
            (("Marie Dumitru", ""), ("Dumitru", "Marie")),
            (("Dumitru Marie", ""), ("Dumitru", "Marie")),
            (("", "Marie Dumitru"), ("DUMITRU", "Marie")),
            (("M. Dumitru", ""), ("Dumitru", "Marie")),
        ] {
            assert!(agree(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn names_of_two_people_do_not_agree() {
        for (one, other) in [
            (("Barbier", "Emmy"), ("Barbier", "Nicolas")),
            (("Barbier", "Emmy"), ("Petit", "Emmy")),
            (("Barbier", "Emmy"), ("Emmy", "Nicolas")),
            (("Barbier", "E."), ("Barbier", "Nicolas")),
            (("Barbier", "J.-P."), ("Barbier", "Jean-Marie")),
            (("Barbier", "Marie"), ("Barbier", "Marielle")),
            (("Nicolas Barbier", ""), ("Barbier", "Emmy")),
            (("Barbier Nicolas", ""), ("Barbier", "Emmy")),
            (("Petit", ""), ("Dumitru", "Marie")),
            (("Lopez", "Ana"), ("Marchand", "Léo")),
        ] {
            assert!(!agree(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_text_without_a_letter_or_with_an_at_sign_names_nobody() {
        for (nom, prenom) in
            [("", ""), (" ", "\u{a0}"), ("?", "-"), ("💎", ""), ("marie@exemple.example", "")]
        {
            assert!(Name::of(nom, prenom).is_empty(), "{nom:?} {prenom:?}");
        }
        assert!(!Name::of("", "Marie").is_empty());
    }

    /// A small alphabet, so that names often share words.
    fn name() -> impl Strategy<Value = (String, String)> {
        let text = "[abAéÉ]{0,2}([ '’-][abAé]{1,2}){0,2}|\\PC{0,6}";
        (text, text)
    }

    proptest! {
        #[test]
        fn a_name_agrees_with_itself((nom, prenom) in name()) {
            prop_assert!(agree((&nom, &prenom), (&nom, &prenom)));
        }

        #[test]
        fn a_name_agrees_with_itself_swapped((nom, prenom) in name()) {
            prop_assume!(!nom.contains('@') && !prenom.contains('@'));
            prop_assert!(agree((&nom, &prenom), (&prenom, &nom)));
        }

        #[test]
        fn agreement_has_no_direction(one in name(), other in name()) {
            let (one, other) = ((one.0.as_str(), one.1.as_str()), (other.0.as_str(), other.1.as_str()));
            prop_assert_eq!(agree(one, other), agree(other, one));
        }

        #[test]
        fn a_name_agrees_with_none_said((nom, prenom) in name()) {
            prop_assert!(agree((&nom, &prenom), ("", "")));
        }

        #[test]
        fn capitals_and_hyphens_change_nothing(one in name(), other in name()) {
            let typed = |text: &str| text.to_ascii_uppercase().replace(' ', "-");
            let written = (typed(&one.0), typed(&one.1));
            let other = (other.0.as_str(), other.1.as_str());
            prop_assert_eq!(agree((&one.0, &one.1), other), agree((&written.0, &written.1), other));
        }
    }
}
