//! The database: connection pool, generated schema, and files of queries, most of them for one table. Functions take a
//! connection and return `QueryResult`; the caller opens the transaction. This module holds no product rule.

pub mod action_events;
pub mod actions;
pub mod activite;
pub mod anciens_candidats;
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
pub mod echeances;
pub mod echecs_authentification;
pub mod emails;
pub mod fermetures;
pub mod grants;
pub mod invitations;
pub mod journal_erreurs;
pub mod journal_securite;
mod like;
pub mod liste_attente;
pub mod lots;
pub mod lots_lignes;
pub mod messages_signes;
pub mod migrations;
pub mod n8n_calls;
pub mod notes;
pub mod notifications;
pub mod oppositions;
pub mod outbox;
pub mod pieces_candidat;
mod pipeline;
mod pool;
mod prepared;
pub mod prospects;
pub mod prospects_distincts;
pub mod prospects_parcours;
pub mod purges;
pub mod regles_financement;
pub mod relances;
pub mod relectures;
pub mod remembered_logins;
pub mod rgpd;
mod row_id;
pub mod session;
pub mod slots;
pub mod standby;
pub mod starts;
#[rustfmt::skip]
#[expect(missing_docs, reason = "generated")]
pub mod schema;
pub mod seconds_facteurs;
mod traffic;
pub mod undos;
pub mod utilisateurs;
pub mod vues;

use std::time::Duration;

pub use batches::Batches;
pub use code::Code;
pub use pipeline::Limits;
pub use pool::{Pool, PoolError, Pooled, Status};
pub use row_id::RowId;

use crate::config::DatabaseConfig;

/// Maximum time to open a connection, or to check that an idle one still works.
const ANSWER: Duration = Duration::from_secs(5);

/// Creates the pool of requests; connections open on first use.
pub fn pool(config: &DatabaseConfig) -> Pool {
    Pool::new(config.clone(), config.pool_size)
}

/// Creates the pool of the workers, which is half as large. They run on another runtime than the requests, and the two
/// would use each other's connections.
pub fn worker_pool(config: &DatabaseConfig) -> Pool {
    Pool::new(config.clone(), config.pool_size.div_ceil(2).max(2))
}

/// Creates a pool of one connection for health checks, so that they work while requests use all the others.
pub fn probe(config: &DatabaseConfig) -> Pool {
    Pool::new(config.clone(), 1)
}
