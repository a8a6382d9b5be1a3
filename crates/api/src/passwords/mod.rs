//! Password rules and hashes.

mod argon;
mod blocklist;
mod weakness;
mod words;

pub use blocklist::Blocklist;
use common::auth::Utilisateur;
use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;
pub use weakness::Weakness;

use crate::error::{ApiError, ApiResult};

/// Checks and hashes a new password; returns its PHC string.
///
/// # Errors
/// 422 for the field when the password is too weak, 503 while too many computations wait.
pub async fn choose(
    champ: &str,
    password: String,
    person: &Utilisateur,
    blocklist: &Blocklist,
) -> ApiResult<String> {
    let password = SecretString::from(password);
    match find_weakness(&password, person, blocklist).await? {
        Some(weakness) => Err(ApiError::field(champ, weakness.code(), weakness.message())),
        None => hash(password).await,
    }
}

/// Returns the weakness of a password for this person, if any. It waits for a permit, because checking a long password
/// is slow.
///
/// # Errors
/// 503 while too many computations wait; 500 when the blocklist cannot be read.
pub async fn find_weakness(
    password: &SecretString,
    person: &Utilisateur,
    blocklist: &Blocklist,
) -> ApiResult<Option<Weakness>> {
    let (typed, person, blocklist) = (password.clone(), person.clone(), blocklist.clone());
    argon::run(move || {
        let prepared = prepare(&typed);
        if let Some(weakness) = weakness::weakness(prepared.expose_secret(), &person) {
            return Ok(Some(weakness));
        }
        let is_listed =
            blocklist.contains(prepared.expose_secret())? || blocklist.contains(typed.expose_secret())?;
        Ok(is_listed.then_some(Weakness::Guessable))
    })
    .await
}

/// Hashes a password with a new salt; returns its PHC string.
///
/// # Errors
/// 503 while too many computations wait.
pub async fn hash(password: SecretString) -> ApiResult<String> {
    argon::run(move || argon::hash(&prepare(&password))).await
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

/// Compares `typed` with the hash `stored`. Without `stored` (unknown login) it computes a hash anyway, so that the
/// response time does not reveal which logins exist.
///
/// # Errors
/// 503 while too many computations wait.
pub async fn verify(typed: SecretString, stored: Option<String>) -> ApiResult<Verdict> {
    argon::run(move || {
        let prepared = prepare(&typed);
        let is_changed = prepared.expose_secret() != typed.expose_secret();
        let compare = |password: &SecretString| match &stored {
            None => argon::hash(password).map(|_| false),
            Some(stored) => argon::verify(password, stored),
        };
        if compare(&prepared)? {
            Ok(Verdict::Right)
        } else if is_changed && compare(&typed)? {
            argon::hash(&prepared).map(Verdict::Renewed)
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
        let stored = argon::run(move || argon::hash(&raw)).await.unwrap();
        let Verdict::Renewed(renewed) = verify(typed.clone(), Some(stored)).await.unwrap() else {
            panic!("not renewed");
        };
        for typed in [typed, "établi".into()] {
            assert_eq!(verify(typed, Some(renewed.clone())).await.unwrap(), Verdict::Right);
        }
    }

    #[tokio::test]
    async fn a_password_is_never_hashed_twice_alike() {
        assert_ne!(hash("a".into()).await.unwrap(), hash("a".into()).await.unwrap());
    }
}
