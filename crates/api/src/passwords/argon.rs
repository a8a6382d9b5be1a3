//! Runs argon2id (RFC 9106) on blocking threads.

use std::sync::LazyLock;

use anyhow::Context as _;
use argon2::Argon2;
use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ApiResult, ErrorCode};

/// Maximum number of concurrent computations. Each uses 19 MiB, and an instance must stay below 100 MB.
const AT_ONCE: usize = 2;
/// Maximum number of waiting computations, which equals some seconds of work.
const WAITING: usize = 100;
/// `Retry-After` of a refused computation, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// Permits of this process. There are never more than cores, because more computations would slow each other down.
static TURNS: LazyLock<Turns> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Turns::new(cores.min(AT_ONCE), WAITING)
});

/// Permits to compute.
struct Turns {
    /// Permits of running computations.
    running: Semaphore,
    /// Permits of running and waiting computations.
    admitted: Semaphore,
}

impl Turns {
    fn new(at_once: usize, waiting: usize) -> Self {
        let (running, admitted) = (Semaphore::new(at_once), Semaphore::new(at_once + waiting));
        Self { running, admitted }
    }

    /// Waits for a permit, then runs `work` on a blocking thread.
    async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let place = self.admitted.try_acquire().map_err(|_| busy())?;
        let turn = self.running.acquire().await.map_err(ApiError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            // The work holds both permits, so a caller that disconnects does not free them.
            let _held = (place, turn);
            work()
        });
        done.await.map_err(ApiError::internal)?.map_err(ApiError::internal)
    }
}

/// Waits for a permit, then runs `work` on a blocking thread. Each hash takes its memory and gives it back: logins are
/// rare.
///
/// # Errors
/// 503 while too many computations wait.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> ApiResult<T> {
    TURNS.run(work).await
}

/// Returns the 503 for too many waiting computations.
fn busy() -> ApiError {
    let detail = (
        "Trop de connexions à la fois. Réessayez dans quelques secondes.",
        "Too many logins at once. Try again in a few seconds.",
    );
    ApiError::new(ErrorCode::ServiceIndisponible, detail).retry_after(RETRY_AFTER_S)
}

/// Hashes a password with a new salt; returns the PHC string.
pub(super) fn hash(password: &SecretString) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.expose_secret().as_bytes()).context("argon2")?;
    Ok(hash.to_string())
}

/// Returns true when the PHC string `stored` was made from this password. Compares in constant time.
pub(super) fn verify(password: &SecretString, stored: &str) -> anyhow::Result<bool> {
    match Argon2::default().verify_password(password.expose_secret().as_bytes(), stored) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error).context("stored password hash"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use futures_util::future::join_all;
    use tokio::task::JoinHandle;

    use super::*;

    fn turns(at_once: usize, waiting: usize) -> &'static Turns {
        Box::leak(Box::new(Turns::new(at_once, waiting)))
    }

    /// Starts a computation that runs until it receives a message.
    async fn begin(turns: &'static Turns) -> (JoinHandle<ApiResult<()>>, Sender<()>) {
        let (entered, begun): (_, Receiver<()>) = channel();
        let (end, ended) = channel();
        let caller = tokio::spawn(turns.run(move || {
            entered.send(())?;
            Ok(ended.recv()?)
        }));
        tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
        (caller, end)
    }

    #[tokio::test]
    async fn everybody_who_waits_gets_a_turn() {
        let turns = turns(2, 22);
        let many = (0..24).map(|_| turns.run(|| hash(&"mot de passe".into())));
        for hashed in join_all(many).await {
            assert!(hashed.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        }
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_does_not_free_the_turn_of_a_running_computation() {
        let turns = turns(1, 1);
        let (caller, end) = begin(turns).await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        assert_eq!((turns.running.available_permits(), turns.admitted.available_permits()), (0, 1));
        end.send(()).unwrap();
        turns.run(|| Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn who_comes_while_too_many_wait_is_told_to_come_again() {
        let turns = turns(1, 1);
        let (caller, end) = begin(turns).await;
        let mut waits = Box::pin(turns.run(|| Ok(())));
        assert!(futures_util::poll!(&mut waits).is_pending());
        let refused = turns.run(|| Ok(())).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::ServiceIndisponible);
        end.send(()).unwrap();
        caller.await.unwrap().unwrap();
        waits.await.unwrap();
        turns.run(|| Ok(())).await.unwrap();
    }
}
