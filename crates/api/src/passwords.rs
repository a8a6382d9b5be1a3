//! Passwords: argon2id, away from the threads that serve requests.

use anyhow::Context as _;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

/// Computations at once. Each takes 19 MiB: without a bound, a crowd of logins would take the machine's memory.
static TURNS: Semaphore = Semaphore::const_new(4);

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

    #[tokio::test]
    async fn a_password_is_never_hashed_twice_alike() {
        assert_ne!(hash("a".into()).await.unwrap(), hash("a".into()).await.unwrap());
    }
}
