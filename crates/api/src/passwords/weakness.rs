//! Checks the strength of passwords.

use common::FieldCode;
use common::auth::Utilisateur;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use zxcvbn::zxcvbn;

use super::words::words;

/// Allowed length of a password, in characters of any kind (NIST SP 800-63B §5.1.1.2).
pub(super) const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Minimum number of characters that remain after removing the person's names and email.
const REST: usize = 6;

/// Minimum number of zxcvbn guesses, slightly above its score 3 of 4.
const GUESSES: u64 = 200_000_000;
/// Maximum number of digits and signs around a word that are ignored, such as a date or `2026!`.
const AROUND: usize = 8;
/// Minimum number of guesses for the word between them.
const WORD_GUESSES: u64 = 100_000;

/// Keys of the French keyboard and the American keys at their positions. zxcvbn knows only the rows of the American
/// one.
const AZERTY: &str = "&é\"'(-è_çà)azertyuiopqsdfghjklmùwxcvbn,;:!";
const QWERTY: &str = "1234567890-qwertyuiopasdfghjkl;'zxcvbnm,./";

/// Reason why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// It has too few or too many characters.
    Length,
    /// It is common, breached, repetitive, a row of keys, or made of the person's data.
    Guessable,
}

impl Weakness {
    /// Returns the stable code of the field error.
    pub(super) fn code(self) -> FieldCode {
        match self {
            Self::Length => FieldCode::Longueur,
            Self::Guessable => FieldCode::TropFacile,
        }
    }

    /// Returns advice for the person, in French.
    pub fn message(self) -> &'static str {
        match self {
            Self::Length => "De 12 à 128 caractères.",
            Self::Guessable => {
                "Trop facile à deviner : évitez les mots de passe courants, les suites, votre nom et votre e-mail."
            }
        }
    }
}

/// Applies all rules except the blocklist. No rule requires kinds of characters.
pub(super) fn weakness(password: &str, person: &Utilisateur) -> Option<Weakness> {
    if !LENGTH.contains(&password.chars().count()) {
        return Some(Weakness::Length);
    }
    let known = [&person.email, &person.nom, &person.prenom].map(String::as_str);
    let parts = known.into_iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let own: Vec<String> =
        known.into_iter().chain(parts).map(fold).filter(|word| word.chars().count() > 2).collect();
    let rest = own.iter().fold(fold(password), |rest, word| rest.replace(word, ""));
    let is_guessable = rest.chars().count() < REST || is_guessable(password, &own);
    is_guessable.then_some(Weakness::Guessable)
}

/// Returns true when a password is easy to guess: as typed, without accents, by its key positions, or as a word with
/// additions.
fn is_guessable(password: &str, own: &[String]) -> bool {
    let words: Vec<&str> = own.iter().map(String::as_str).chain(words()).collect();
    let plain = unaccent(password);
    let is_found = |form: &str, guesses: u64| zxcvbn(form, &words).guesses() < guesses;
    let core = plain.trim_matches(|letter: char| !letter.is_alphabetic());
    let around = plain.chars().count() - core.chars().count();
    let forms = [Some(to_qwerty(password)), Some(password.to_owned()).filter(|same| *same != plain)];
    is_found(&plain, GUESSES)
        || ((1..=AROUND).contains(&around) && is_found(core, WORD_GUESSES))
        || forms.into_iter().flatten().chain(repetition(&plain)).any(|form| is_found(&form, GUESSES))
}

/// Returns the word without separators when the password only repeats it.
fn repetition(password: &str) -> Option<String> {
    let words: Vec<&str> = password.split(|letter: char| !letter.is_alphanumeric()).collect();
    words.windows(2).all(|two| two[0] == two[1]).then(|| words.concat())
}

/// Removes accents and case.
fn fold(text: &str) -> String {
    unaccent(text).to_lowercase()
}

fn unaccent(text: &str) -> String {
    text.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Maps each key to the American key at its position.
fn to_qwerty(password: &str) -> String {
    let key = |letter: char| AZERTY.chars().zip(QWERTY.chars()).find(|(key, _)| *key == letter);
    password
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| key(letter).map_or(letter, |(_, key)| key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passwords that people often choose, grouped by the pattern that attackers try.
    const COMMON: &[&str] = &[
        "motdepasse2026",
        "azertyuiop123",
        "azertyuiop12",
        "Printemps2026!",
        "passwordpassword",
        "Motdepasse123!",
        "motdepasse1234",
        "Azerty123456!",
        "azertyazerty",
        "AzertyQwerty1",
        "aqwzsxedcrfv",
        "azeqsdwxc123",
        "&é\"'(-è_çà)=",
        "qsdfghjklmaz",
        "wxcvbnqsdfgh",
        "poiuytreza12",
        "bonjour12345",
        "Bonjour2026!!",
        "jetaime123456",
        "jetaimejetaime",
        "Jetaimemonamour",
        "doudoudoudou",
        "loulou123456",
        "chouchou1987",
        "soleil123456",
        "Marseille13013",
        "Marseille2026",
        "parissaintgermain",
        "olympiquedemarseille",
        "allezlesbleus",
        "Septembre2026",
        "Septembre2026!",
        "décembre2025!",
        "Été2026Été2026",
        "février202612",
        "lundi01012026",
        "Bienvenue2026",
        "Bienvenue1234!",
        "administrateur",
        "Administrateur1",
        "admin123456789",
        "admin@123456",
        "Admissions2026",
        "Admissions2026!",
        "bijouterie2026",
        "Bijouterie123!",
        "joaillerie75001",
        "Formation2026!",
        "Candidat2026!!",
        "Prospect123456",
        "Ecole2026ecole",
        "nicolas123456",
        "Nicolas1985!!",
        "camille01011990",
        "princesse2005",
        "P@ssw0rd1234",
        "M0tdepasse2026",
        "Motdep@sse2026",
        "changezmoi123",
        "abcdefghijkl",
        "abcdef123456",
        "123456azerty",
        "1234azertyuiop",
        "111111111111",
        "121212121212",
        "010203040506",
        "112233445566",
        "01/02/1985abc",
        "toulouse31000",
        "Liberte1789!",
        "vivelafrance",
        "Vivelafrance98",
        "zinedinezidane",
        "harrypotter07",
        "chocolat1234",
        "caramel12345",
        "papamaman123",
        "mesenfants2010",
        "bretagne29200",
        "aaaaaaaaaaaab",
        "abc123abc123",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "1a2z3e4r5t6y",
        "a1z2e3r4t5y6",
        "0123456789az",
        "nutella123456",
        "pokemon123456",
        "anniversaire1",
        "Vacances2026!",
        "noel25122025",
        "jtmmonamour1",
        "monamour2026",
        "motdepasse motdepasse",
        "mot de passe 123",
        "essap ed tom",
        "essapedtom123",
        "iloveyou1234",
        "iloveyouiloveyou",
        "letmein123456",
        "trustno1trustno1",
        "football12345",
        "superman12345",
        "dragon123456",
        "Sophie.Martin2026",
        "sophiemartin",
        "sophie.martin@ecole.example",
        "SophieMartin75!",
        "nitramnitram1",
        "123456789012",
        "password1234",
    ];

    /// Passwords that are hard to guess.
    const GOOD: &[&str] = &[
        "établi lime et chalumeau",
        "chalumeau lime et établi",
        "mot de passe de test",
        "xK4vQ9mPz2Wd",
        "éàçù€ñ💎õ ôz!",
        "un autre mot de passe",
        "correct horse battery staple",
        "girafe violon tempête marmite",
        "la pince du voisin grince encore",
        "Trois renards traversent Limoges",
        "tournevis-brouette-hameçon",
        "J7#kd92!pqLwZ",
        "vieux moulin, porte bleue, 4 marches",
        "Mon vélo rouillé dort au grenier",
        "sardine cactus enclume violet",
        "Le chat du bijoutier dort",
        "gravure à l'eau forte",
        "q8Zt-41xv-Lm0p",
        "brioche tiède sous la pluie",
        "quatorze escargots pressés",
        "k3rm7vq0xw2j",
        "plafond zinc épuisette",
        "bzzt-okapi-lanterne-39",
        "lime douce et boule de cire",
        "Ne pas ouvrir avant Châteauroux",
        "7 tasses ébréchées au Havre",
        "hérisson&trombone&neuf",
        "poncer 3 fois puis rhodier",
    ];

    fn of_sophie(password: &str) -> Option<Weakness> {
        let person = Utilisateur {
            id_utilisateur: 1.into(),
            email: "sophie.martin@ecole.example".to_owned(),
            nom: "Martin".to_owned(),
            prenom: "Sophie".to_owned(),
            role: common::Role::Admin,
        };
        weakness(password, &person)
    }

    #[test]
    fn length_counts_in_characters() {
        assert_eq!(of_sophie("onze lettre"), Some(Weakness::Length));
        assert_eq!(of_sophie("éàçù€ñ💎õ ôz!"), None);
        let long = "Le chat du bijoutier dort sous l’établi. ".repeat(4);
        assert_eq!(of_sophie(&long[..160]), Some(Weakness::Length));
        let longest: String = long.chars().take(128).collect();
        assert_eq!(of_sophie(&longest), None);
    }

    #[test]
    fn passwords_that_people_choose_are_refused() {
        let passed: Vec<_> =
            COMMON.iter().filter(|password| of_sophie(password) != Some(Weakness::Guessable)).collect();
        assert!(passed.is_empty(), "{passed:?}");
    }

    #[test]
    fn passwords_that_nobody_guesses_pass() {
        let refused: Vec<_> = GOOD.iter().filter(|password| of_sophie(password).is_some()).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }

    #[test]
    fn the_keys_of_a_french_keyboard_have_those_of_an_american_one_in_their_places() {
        assert_eq!(AZERTY.chars().count(), QWERTY.chars().count());
        assert_eq!(to_qwerty("AzertyM&é\"12"), "qwerty;12312");
    }
}
