//! The database: connection pool, generated schema, and files of queries, most of them for one table. Functions take a
//! connection and return `QueryResult`; the caller opens the transaction. This module holds no product rule.

pub mod action_events;
pub mod actions;
pub mod appareils_connus;
pub mod audit;
pub mod auth_sessions;
mod batches;
pub mod canaris;
pub mod candidats;
pub mod catalogue;
pub mod cles_api;
mod code;
pub mod connect;
pub mod constraint;
pub mod disjoncteurs;
pub mod echecs_authentification;
pub mod emails;
pub mod grants;
pub mod invitations;
pub mod journal_erreurs;
pub mod journal_securite;
mod like;
pub mod messages_signes;
pub mod migrations;
pub mod n8n_calls;
pub mod notifications;
pub mod oppositions;
pub mod outbox;
pub mod prospects;
pub mod prospects_distincts;
pub mod purges;
pub mod relectures;
pub mod rgpd;
mod row_id;
pub mod session;
pub mod slots;
#[rustfmt::skip]
#[expect(missing_docs, reason = "generated")]
pub mod schema;
pub mod seconds_facteurs;
pub mod utilisateurs;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
pub use batches::Batches;
pub use code::Code;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use futures_util::FutureExt as _;
pub use row_id::RowId;

use crate::config::DatabaseConfig;

/// The pool of connections to PostgreSQL.
pub type Pool = deadpool::Pool<AsyncPgConnection>;

/// Maximum time that a request waits for a connection before it answers 503.
const WAIT: Duration = Duration::from_secs(30);
/// Maximum time to open a connection, or to check that an idle one still works.
const ANSWER: Duration = Duration::from_secs(5);

/// Creates the pool; connections open on first use.
pub fn pool(config: &DatabaseConfig) -> anyhow::Result<Pool> {
    pool_of(config, config.pool_size)
}

/// Creates a pool of one connection for health checks, so that they work while requests use all the others.
pub fn probe(config: &DatabaseConfig) -> anyhow::Result<Pool> {
    pool_of(config, 1)
}

fn pool_of(config: &DatabaseConfig, size: usize) -> anyhow::Result<Pool> {
    let config = Arc::new(config.clone());
    let mut setup = ManagerConfig::default();
    // The configuration holds the URL; the manager's own connections would not be encrypted.
    setup.custom_setup = Box::new(move |_| establish(Arc::clone(&config)).boxed());
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config("", setup);
    Pool::builder(manager)
        .max_size(size)
        .runtime(::deadpool::Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(ANSWER))
        .recycle_timeout(Some(ANSWER))
        .build()
        .context("database pool")
}

/// Opens a connection with a statement timeout.
async fn establish(config: Arc<DatabaseConfig>) -> ConnectionResult<AsyncPgConnection> {
    let refused =
        |error| ConnectionError::BadConnection(connect::ConnectError::refused(&config, &error).to_string());
    let (client, connection) = connect::open(&config.client, &config.tls).await.map_err(refused)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    let limited = session::limit_statements(&mut conn, config.statement_timeout).await;
    limited.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
