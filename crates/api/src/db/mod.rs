//! The database: connections, the generated schema, and one file of queries per table. Functions take a connection and
//! return `QueryResult`; the caller opens the transaction. No rule of the product lives here.

pub mod appareils_connus;
pub mod audit;
pub mod auth_sessions;
mod batches;
pub mod canaris;
pub mod candidats;
pub mod catalogue;
mod code;
pub mod connect;
pub mod constraint;
pub mod conversions;
pub mod conversions_journal;
pub mod disjoncteurs;
pub mod echecs_authentification;
pub mod emails;
pub mod exchanges;
pub mod invitations;
pub mod journal_erreurs;
pub mod journal_securite;
mod like;
pub mod messages_signes;
pub mod migrations;
pub mod notifications;
pub mod oppositions;
pub mod outbox;
pub mod prospects;
pub mod prospects_distincts;
pub mod purges;
pub mod relectures;
pub mod rgpd;
pub mod session;
pub mod slots;
#[rustfmt::skip]
#[expect(missing_docs, reason = "generated")]
pub mod schema;
pub mod seconds_facteurs;
pub mod utilisateurs;

use std::time::Duration;

use anyhow::Context as _;
pub use batches::Batches;
pub use code::Code;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::deadpool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;

use crate::config::DatabaseConfig;

/// Connections to PostgreSQL.
pub type Pool = deadpool::Pool<AsyncPgConnection>;

/// How long a request waits for a connection before it answers 503.
const WAIT: Duration = Duration::from_secs(30);
/// How long the database has to take a connection, or to answer on one that rested.
const ANSWER: Duration = Duration::from_secs(5);

/// A pool; connections are opened when they are first needed.
pub fn pool(config: &DatabaseConfig) -> anyhow::Result<Pool> {
    pool_of(config, config.pool_size)
}

/// A connection apart from the pool: a supervisor has its answer while requests take all the others.
pub fn probe(config: &DatabaseConfig) -> anyhow::Result<Pool> {
    pool_of(config, 1)
}

fn pool_of(config: &DatabaseConfig, size: usize) -> anyhow::Result<Pool> {
    let limit = config.statement_timeout;
    let mut setup = ManagerConfig::default();
    setup.custom_setup = Box::new(move |url| establish(url, limit).boxed());
    let url = config.url.expose_secret();
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, setup);
    Pool::builder(manager)
        .max_size(size)
        .runtime(::deadpool::Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(ANSWER))
        .recycle_timeout(Some(ANSWER))
        .build()
        .context("database pool")
}

/// A connection whose statements are limited.
async fn establish(url: &str, limit: Duration) -> ConnectionResult<AsyncPgConnection> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    let limited = session::limit_statements(&mut conn, limit).await;
    limited.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
