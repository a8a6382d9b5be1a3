//! Makes email addresses and telephone numbers that reach nobody.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::dice::Dice;
use super::names::Personne;
use super::places::Ville;

/// Domains reserved for examples (RFC 2606).
const DOMAINES: &[(&str, u32)] = &[
    ("example.com", 30),
    ("example.org", 22),
    ("example.net", 16),
    ("courriel.example", 14),
    ("mail.example.com", 10),
    ("boite-aux-lettres.example", 5),
    ("perso.example.org", 3),
];

/// Prefix of mobile numbers that the French regulator (ARCEP) reserves for fiction: 06 39 98 xx xx.
const MOBILE: &str = "+3363998";

/// Prefixes of its landline numbers for fiction, by zone: 01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49.
const FIXES: [&str; 5] = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649"];

/// Draws unique addresses; only siblings share one. It stores one number per address, not the addresses.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    taken: HashMap<u64, u32>,
}

impl Addresses {
    /// Draws a new address for a person, in ASCII.
    pub(super) fn draw(&mut self, dice: &mut Dice, person: &Personne) -> String {
        let prenom = letters(&person.prenom);
        let nom = letters(&person.nom);
        let initial: String = prenom.chars().take(1).collect();
        let local = match dice.below(10) {
            0..=5 => format!("{prenom}.{nom}"),
            6 | 7 => format!("{initial}.{nom}"),
            8 => format!("{nom}.{prenom}"),
            _ => format!("{prenom}_{nom}"),
        };
        self.unique(&local, dice.weighted(DOMAINES))
    }

    fn unique(&mut self, local: &str, domain: &str) -> String {
        let mut hasher = DefaultHasher::new();
        (local, domain).hash(&mut hasher);
        let count = self.taken.entry(hasher.finish()).or_insert(0);
        *count += 1;
        // A name has no digits, so a number cannot make it equal to another address.
        if *count == 1 { format!("{local}@{domain}") } else { format!("{local}{count}@{domain}") }
    }
}

/// Draws a mobile number, in E.164.
pub(super) fn mobile(dice: &mut Dice) -> String {
    format!("{MOBILE}{:04}", dice.between(0, 9_999))
}

/// Draws a landline number of a city's zone, in E.164.
pub(super) fn fixe(dice: &mut Dice, ville: Option<Ville>) -> String {
    let zone = ville.map_or(1, |ville| ville.zone.clamp(1, 5));
    format!("{}{:04}", FIXES[usize::from(zone - 1)], dice.between(0, 9_999))
}

/// Returns the unaccented lower-case letters of a name; `x` when it has none.
fn letters(name: &str) -> String {
    let letters: String = deunicode::deunicode(name)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    if letters.is_empty() { "x".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::{names, places};
    use super::*;

    #[test]
    fn telephones_are_in_the_ranges_of_fiction() {
        let national = ["0639980000", "0199000000", "0261910000", "0353010000", "0465710000", "0536490000"];
        let ranges: Vec<_> = national.iter().map(|number| format!("+33{}", &number[1..6])).collect();
        let mut dice = Dice::new(3, 1);
        for _ in 0..2_000 {
            let city = places::ville(&mut dice);
            for number in [mobile(&mut dice), fixe(&mut dice, Some(city)), fixe(&mut dice, None)] {
                assert_eq!(number.len(), 12, "{number}");
                assert!(ranges.iter().any(|range| number.starts_with(range.as_str())), "{number}");
            }
        }
    }

    #[test]
    fn addresses_are_unique_ascii_and_reserved() {
        let mut dice = Dice::new(3, 1);
        let mut addresses = Addresses::default();
        let mut seen = HashSet::new();
        for _ in 0..20_000 {
            let person = names::personne(&mut dice);
            let address = addresses.draw(&mut dice, &person);
            assert!(address.is_ascii() && !address.contains(' '), "{address}");
            assert!(DOMAINES.iter().any(|(domain, _)| address.ends_with(&format!("@{domain}"))), "{address}");
            assert!(seen.insert(address.clone()), "{address} twice");
        }
    }

    #[test]
    fn every_name_has_letters() {
        assert_eq!(letters("de l’Épine"), "delepine");
        assert_eq!(letters("Be\u{301}rard"), "berard");
        assert_eq!(letters("Œhler-Weiß"), "oehlerweiss");
        assert_eq!(letters("Łuk"), "luk");
    }
}
