//! Passwords: which are good enough, and their hashes.

mod argon;

use common::auth::Utilisateur;
use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::Score;

use crate::error::{ApiError, ApiResult};

/// Characters of a password, of any kind: length is what counts (NIST SP 800-63B §5.1.1.2).
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Characters that are left, at the least, without the person's own names and email.
const REST: usize = 6;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Too few characters, or too many.
    Length,
    /// Common, repeated, in the order of the keys, or made of what is known of the person.
    Guessable,
}

impl Weakness {
    /// The stable code of the field at fault.
    fn code(self) -> &'static str {
        match self {
            Self::Length => "LONGUEUR",
            Self::Guessable => "TROP_FACILE",
        }
    }

    /// What to do about it, in French.
    pub fn message(self) -> &'static str {
        match self {
            Self::Length => "De 12 à 128 caractères.",
            Self::Guessable => {
                "Trop facile à deviner : évitez les mots de passe courants, les suites, votre nom et votre e-mail."
            }
        }
    }
}

/// The rule. Nothing is asked of the kinds of characters.
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

/// The PHC string of a password that a person chooses.
///
/// # Errors
/// 422 for the field when it is too weak.
pub async fn choose(champ: &str, password: String, person: &Utilisateur) -> ApiResult<String> {
    let password = SecretString::from(password);
    match find_weakness(&password, person).await.map_err(ApiError::internal)? {
        Some(weakness) => Err(ApiError::field(champ, weakness.code(), weakness.message())),
        None => hash(password).await.map_err(ApiError::internal),
    }
}

/// Why this password is too weak for this person, if it is. Takes a turn: a long password takes a while to judge.
///
/// # Errors
/// When the service stops.
pub async fn find_weakness(
    password: &SecretString,
    person: &Utilisateur,
) -> anyhow::Result<Option<Weakness>> {
    let (candidate, owner) = (prepare(password), person.clone());
    argon::run(move |_| Ok(weakness(candidate.expose_secret(), &owner))).await
}

/// The PHC string to store for a password, with a salt of its own.
pub async fn hash(password: SecretString) -> anyhow::Result<String> {
    argon::run(move |memory| argon::hash(&prepare(&password), memory)).await
}

/// The result of comparing a password with a stored hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// The password.
    Right,
    /// The password, of which the hash was made as it was typed; this one replaces it.
    Renewed(String),
}

/// Compares `password` with the one that `stored` was made from. Without `stored` (nobody has this login) it is wrong, but
/// the work is done all the same: the time that an answer takes must not tell who has a login.
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

/// The form in which passwords are compared: blanks are spaces (RFC 8265 §4.2.2, `OpaqueString`), and letters that look
/// alike on different keyboards are one (NFKC, NIST SP 800-63B §5.1.1.2). Case and blanks at the ends are kept.
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
