//! The database: connections, the generated schema, and one file of queries per table. Functions take a connection and
//! return `QueryResult`; the caller opens the transaction. No rule of the product lives here.

pub mod appareils_connus;
pub mod audit;
pub mod auth_sessions;
pub mod canaris;
pub mod candidats;
pub mod catalogue;
mod code;
pub mod connect;
pub mod constraint;
pub mod conversions;
pub mod conversions_journal;
mod cursor;
pub mod disjoncteurs;
pub mod echecs_authentification;
pub mod emails;
pub mod exchanges;
pub mod invitations;
pub mod journal_erreurs;
mod like;
pub mod messages_signes;
pub mod migrations;
pub mod notifications;
pub mod oppositions;
pub mod outbox;
pub mod prospects;
pub mod rgpd;
#[rustfmt::skip]
#[expect(missing_docs, reason = "generated")]
pub mod schema;
pub mod utilisateurs;

use std::time::Duration;

use anyhow::Context as _;
pub use code::Code;
pub use cursor::Cursor;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool;
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
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(config.url.expose_secret());
    Pool::builder(manager)
        .max_size(config.pool_size)
        .runtime(::deadpool::Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(ANSWER))
        .recycle_timeout(Some(ANSWER))
        .build()
        .context("database pool")
}
