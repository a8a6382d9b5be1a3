//! Passwords: which are good enough, and argon2id, away from the threads that serve requests.

use anyhow::Context as _;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use common::auth::Utilisateur;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use zxcvbn::Score;

use crate::error::{ApiError, ApiResult};

/// Characters of a password, of any kind: length is what counts (NIST SP 800-63B §5.1.1.2).
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Characters that are left, at the least, without the person's own names and email.
const REST: usize = 6;

/// Computations at once. Each takes 19 MiB: without a bound, a crowd of logins would take the machine's memory.
static TURNS: Semaphore = Semaphore::const_new(4);

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
    let (candidate, owner) = (password.clone(), person.clone());
    compute(move || Ok(weakness(candidate.expose_secret(), &owner))).await
}

/// The PHC string to store for a password, with a salt of its own.
pub async fn hash(password: SecretString) -> anyhow::Result<String> {
    compute(move || hash_now(&password)).await
}

/// Whether `password` is the one that `stored` was made from. Without `stored` (nobody has this login) it is not, but
/// the same work is done: the time that an answer takes must not tell who has a login.
pub async fn verify(password: SecretString, stored: Option<String>) -> anyhow::Result<bool> {
    compute(move || match stored {
        None => hash_now(&password).map(|_| false),
        Some(stored) => {
            let stored = PasswordHash::new(&stored).context("stored password hash")?;
            Ok(Argon2::default().verify_password(password.expose_secret().as_bytes(), &stored).is_ok())
        }
    })
    .await
}

fn hash_now(password: &SecretString) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.expose_secret().as_bytes()).context("argon2")?;
    Ok(hash.to_string())
}

async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let turn = TURNS.acquire().await?;
    let done = tokio::task::spawn_blocking(work).await?;
    drop(turn);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_with_its_own_hash_alone() {
        let stored = hash("mot de passe".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("mot de passe".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("Mot de passe".into(), Some(stored)).await.unwrap());
        assert!(!verify("mot de passe".into(), None).await.unwrap());
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
