//! Password rules and hashes.

mod argon;

use common::auth::Utilisateur;
use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::Score;

use crate::error::{ApiError, ApiResult};

/// Allowed length, in characters of any kind: length matters most (NIST SP 800-63B §5.1.1.2).
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Minimum number of characters that remain without the person's names and email.
const REST: usize = 6;

/// The reason why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Too few or too many characters.
    Length,
    /// Common, repeated, a keyboard sequence, or made of the person's data.
    Guessable,
}

impl Weakness {
    /// Returns the stable code of the field error.
    fn code(self) -> &'static str {
        match self {
            Self::Length => "LONGUEUR",
            Self::Guessable => "TROP_FACILE",
        }
    }

    /// Returns advice, in French.
    pub fn message(self) -> &'static str {
        match self {
            Self::Length => "De 12 à 128 caractères.",
            Self::Guessable => {
                "Trop facile à deviner : évitez les mots de passe courants, les suites, votre nom et votre e-mail."
            }
        }
    }
}

/// Checks the rules. No kind of character is required.
fn weakness(password: &str, person: &Utilisateur) -> Option<Weakness> {
    if !LENGTH.contains(&password.chars().count()) {
        return Some(Weakness::Length);
    }
    let known = [&person.email, &person.nom, &person.prenom].map(String::as_str);
    let parts = known.into_iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let words: Vec<_> = known.into_iter().chain(parts).filter(|word| !word.is_empty()).collect();
    let own = words.iter().map(|word| word.to_lowercase()).filter(|word| word.chars().count() > 2);
    let rest = own.fold(password.to_lowercase(), |rest, word| rest.replace(&word, ""));
    let is_guessable = rest.chars().count() < REST || zxcvbn::zxcvbn(password, &words).score() < Score::Three;
    is_guessable.then_some(Weakness::Guessable)
}

/// Checks and hashes a password that a person chooses; returns its PHC string.
///
/// # Errors
/// 422 for the field when the password is too weak.
pub async fn choose(champ: &str, password: String, person: &Utilisateur) -> ApiResult<String> {
    let password = SecretString::from(password);
    match find_weakness(&password, person).await.map_err(ApiError::internal)? {
        Some(weakness) => Err(ApiError::field(champ, weakness.code(), weakness.message())),
        None => hash(password).await.map_err(ApiError::internal),
    }
}

/// Returns the weakness of a password for this person, if any. Waits for a permit, because checking a long password
/// is slow.
///
/// # Errors
/// Fails when the service stops.
pub async fn find_weakness(
    password: &SecretString,
    person: &Utilisateur,
) -> anyhow::Result<Option<Weakness>> {
    let (candidate, owner) = (prepare(password), person.clone());
    argon::run(move |_| Ok(weakness(candidate.expose_secret(), &owner))).await
}

/// Returns the PHC string to store for a password, with a new salt.
pub async fn hash(password: SecretString) -> anyhow::Result<String> {
    argon::run(move |memory| argon::hash(&prepare(&password), memory)).await
}

/// The outcome of comparing a password with a stored hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The password is wrong.
    Wrong,
    /// The password is right.
    Right,
    /// The password is right, but its hash was made without normalisation; this hash replaces it.
    Renewed(String),
}

/// Compares `typed` with the password of the hash `stored`. Without `stored` (an unknown login) the result is wrong,
/// but the work is done too, so that the response time does not reveal which accounts exist.
pub async fn verify(typed: SecretString, stored: Option<String>) -> anyhow::Result<Verdict> {
    argon::run(move |memory| {
        let prepared = prepare(&typed);
        let is_changed = prepared.expose_secret() != typed.expose_secret();
        let mut compare = |password: &SecretString| match &stored {
            None => argon::hash(password, memory).map(|_| false),
            Some(stored) => argon::verify(password, stored, memory),
        };
        if compare(&prepared)? {
            Ok(Verdict::Right)
        } else if is_changed && compare(&typed)? {
            argon::hash(&prepared, memory).map(Verdict::Renewed)
        } else {
            Ok(Verdict::Wrong)
        }
    })
    .await
}

/// Normalises a password for comparison: blanks become spaces (RFC 8265 §4.2.2, `OpaqueString`), and NFKC unifies
/// characters of different keyboards (NIST SP 800-63B §5.1.1.2). Case and surrounding blanks are kept.
fn prepare(password: &SecretString) -> SecretString {
    let blank = |letter: char| if letter.is_whitespace() && !letter.is_control() { ' ' } else { letter };
    password.expose_secret().chars().map(blank).nfkc().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_with_its_own_hash_alone() {
        let stored = hash("mot de passe".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert_eq!(verify("mot de passe".into(), Some(stored.clone())).await.unwrap(), Verdict::Right);
        assert_eq!(verify("Mot de passe".into(), Some(stored)).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify("mot de passe".into(), None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_password_opens_in_every_form_in_which_a_keyboard_writes_it() {
        for (chosen, typed) in [
            ("établi", "e\u{301}tabli"),
            ("e\u{301}tabli", "établi"),
            ("lime\u{a0}et\u{202f}chalumeau", "lime et chalumeau"),
            ("ｌｉｍｅ１２", "lime12"),
            ("ﬁligrane", "filigrane"),
        ] {
            let stored = hash(chosen.into()).await.unwrap();
            assert_eq!(verify(typed.into(), Some(stored)).await.unwrap(), Verdict::Right, "{typed}");
        }
    }

    #[tokio::test]
    async fn a_hash_of_what_was_typed_opens_and_is_made_anew() {
        let typed = SecretString::from("e\u{301}tabli");
        let raw = typed.clone();
        let stored = argon::run(move |memory| argon::hash(&raw, memory)).await.unwrap();
        let Verdict::Renewed(renewed) = verify(typed.clone(), Some(stored)).await.unwrap() else {
            panic!("not renewed");
        };
        for typed in [typed, "établi".into()] {
            assert_eq!(verify(typed, Some(renewed.clone())).await.unwrap(), Verdict::Right);
        }
    }

    fn of_sophie(password: &str) -> Option<Weakness> {
        let person = Utilisateur {
            id_utilisateur: 1,
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
    fn what_is_easy_to_guess_is_refused() {
        for password in [
            "password1234",
            "123456789012",
            "azertyuiop12",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabc",
            "sophiemartin",
            "Sophie.Martin2026",
            "sophie.martin@ecole.example",
        ] {
            assert_eq!(of_sophie(password), Some(Weakness::Guessable), "{password}");
        }
        for password in ["établi lime et chalumeau", "mot de passe de test", "xK4vQ9mPz2Wd"] {
            assert_eq!(of_sophie(password), None, "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_is_never_hashed_twice_alike() {
        assert_ne!(hash("a".into()).await.unwrap(), hash("a".into()).await.unwrap());
    }
}
