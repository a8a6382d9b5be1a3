//! Runs argon2id (RFC 9106) on blocking threads, with reused memory.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, ensure};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

/// Maximum number of concurrent computations.
const AT_ONCE: usize = 4;

/// Limits the concurrent computations.
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Idle memory blocks: at most [`AT_ONCE`] of 19 MiB each. An allocator would make one per thread and keep them all.
static IDLE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Runs `work` on a blocking thread with memory for argon2, once a permit is free.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce(&mut Vec<Block>) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let turn = TURNS.acquire().await?;
    let done = tokio::task::spawn_blocking(move || {
        // The permit is released with the work: a caller who disconnects does not free it early.
        let _turn = turn;
        let mut memory = idle().pop().unwrap_or_default();
        let done = work(&mut memory);
        idle().push(memory);
        done
    });
    done.await?
}

fn idle() -> std::sync::MutexGuard<'static, Vec<Vec<Block>>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the PHC string of a password, with a new salt.
pub(super) fn hash(password: &SecretString, memory: &mut Vec<Block>) -> anyhow::Result<String> {
    let (algorithm, version, params) = (Algorithm::default(), Version::default(), Params::default());
    let salt = Salt::generate();
    let text = ParamsString::try_from(&params).context("argon2")?;
    let output = compute(password, &salt, (algorithm, version, params), memory)?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: text,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

/// Returns true when the PHC string `stored` was made from this password.
pub(super) fn verify(password: &SecretString, stored: &str, memory: &mut Vec<Block>) -> anyhow::Result<bool> {
    let stored = PasswordHash::new(stored).context("stored password hash")?;
    let (salt, expected) =
        stored.salt.zip(stored.hash).context("stored password hash without salt or hash")?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).context("stored password hash")?;
    let version = stored.version.map(Version::try_from).transpose().context("stored password hash")?;
    let params = Params::try_from(&stored).context("stored password hash")?;
    let output = compute(password, &salt, (algorithm, version.unwrap_or_default(), params), memory)?;
    // The type compares in constant time.
    Ok(output == expected)
}

fn compute(
    password: &SecretString,
    salt: &[u8],
    (algorithm, version, params): (Algorithm, Version, Params),
    memory: &mut Vec<Block>,
) -> anyhow::Result<Output> {
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    ensure!(length <= Output::MAX_LENGTH, "argon2: an output of {length} bytes");
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let mut buffer = [0; Output::MAX_LENGTH];
    let output = &mut buffer[..length];
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, output, &mut memory[..])
        .context("argon2")?;
    Output::new(output).context("argon2")
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn however_many_compute_the_memory_is_made_once_for_each_turn() {
        let many = (0..24).map(|_| run(|memory| hash(&"mot de passe".into(), memory)));
        for hashed in join_all(many).await {
            assert!(hashed.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        }
        let turns = TURNS.acquire_many(u32::try_from(AT_ONCE).unwrap()).await.unwrap();
        let pieces = idle().len();
        drop(turns);
        assert!((1..=AT_ONCE).contains(&pieces), "{pieces}");
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_does_not_free_the_turn_of_a_running_computation() {
        let (entered, begun) = std::sync::mpsc::channel();
        let (end, ended) = std::sync::mpsc::channel();
        let caller = tokio::spawn(run(move |_| {
            entered.send(TURNS.available_permits())?;
            Ok(ended.recv()?)
        }));
        let free = tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        assert!(free < AT_ONCE && TURNS.available_permits() < AT_ONCE);
        end.send(()).unwrap();
    }
}
