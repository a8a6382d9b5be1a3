//! Rehearses a lot: runs the code of each row and rolls back, so that nothing remains but the verdicts.
//!
//! Rows run in chunks, each in a transaction of its own, in the order of the selection. A chunk locks its records for a
//! fraction of a second, and waits for a lock no longer than [`LOCK_WAIT`]. Rows share nothing but the seats of a
//! session: each chunk holds the seats that the chunks before it took.

use std::collections::HashMap;
use std::time::Duration;

use common::auth::Utilisateur;
use common::lot::{ChangementLot, VerdictLigne};
use common::{FieldCode, IdLot, IdProspect, IdSession, StatutProspect};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::row::{self, Applied};
use super::verdict;
use crate::db;
use crate::db::lots::NewLot;
use crate::db::lots_lignes::Rehearsed;
use crate::error::{ApiError, ApiResult};
use crate::notifications::lot_changed;
use crate::state::AppState;

/// Number of rows of a transaction.
const CHUNK: usize = 25;
/// Maximum time that a chunk waits for a lock; shorter than PostgreSQL's `deadlock_timeout`.
const LOCK_WAIT: Duration = Duration::from_millis(800);
/// Attempts at a chunk whose lock somebody else holds.
const ATTEMPTS: usize = 3;

/// A lot to rehearse.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The change.
    pub change: &'a ChangementLot,
    /// The prospects, in the order of the rows.
    pub ids: &'a [IdProspect],
    /// Query string from which the prospects were found.
    pub requete: Option<&'a str>,
}

/// Rehearses a change of these prospects, and keeps the verdicts as a lot that waits for its launch.
///
/// # Errors
/// 422 for a parameter that is wrong whatever the record, 503 while others hold the locks of the records.
pub async fn rehearse_lot(state: &AppState, author: &Utilisateur, asked: Asked<'_>) -> ApiResult<IdLot> {
    check(asked.change)?;
    let mut conn = state.pool.get().await?;
    let mut rows = Vec::with_capacity(asked.ids.len());
    let mut seats = 0;
    for ids in asked.ids.chunks(CHUNK) {
        let rehearsal = Rehearsal { state, author, change: asked.change, seats };
        let chunk = rehearsal.chunk(&mut conn, ids).await?;
        seats = chunk.seats;
        rows.extend(chunk.rows);
    }
    let auteur = author.nom_complet();
    let new = NewLot {
        id_utilisateur: author.id_utilisateur,
        auteur: &auteur,
        change: asked.change,
        requete: asked.requete,
        nombre: i32::try_from(rows.len()).map_err(ApiError::internal)?,
        date_creation: state.clock.now(),
    };
    let kept = conn.transaction::<_, ApiError, _>(async |conn| {
        let id = db::lots::insert(conn, new).await?;
        db::lots_lignes::insert(conn, id, &rows).await?;
        Ok(id)
    });
    let id = kept.await?;
    lot_changed(state, id);
    Ok(id)
}

/// Refuses a change that no record takes.
fn check(change: &ChangementLot) -> ApiResult<()> {
    match change {
        ChangementLot::Statut(asked) if asked.statut_prospect == StatutProspect::Candidat => {
            let message = "Un prospect devient candidat par une conversion.";
            Err(ApiError::field("parametres.statutProspect", FieldCode::StatutInterdit, message))
        }
        _ => Ok(()),
    }
}

/// The rehearsal of a chunk.
struct Rehearsal<'a> {
    state: &'a AppState,
    author: &'a Utilisateur,
    change: &'a ChangementLot,
    /// Seats that earlier chunks took.
    seats: i32,
}

/// The verdicts of a chunk.
struct Chunk {
    rows: Vec<Rehearsed>,
    /// Seats that this chunk and earlier ones took.
    seats: i32,
}

/// The end of a transaction that is always rolled back.
enum RolledBack {
    Rehearsed(Chunk),
    Failed(ApiError),
}

impl From<ApiError> for RolledBack {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl From<diesel::result::Error> for RolledBack {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Rehearsal<'_> {
    /// Rehearses a chunk; again when somebody else held a lock.
    async fn chunk(&self, conn: &mut AsyncPgConnection, ids: &[IdProspect]) -> ApiResult<Chunk> {
        let mut attempt = 1;
        loop {
            let run = conn.transaction::<(), RolledBack, _>(async |conn| {
                Err(RolledBack::Rehearsed(self.run(conn, ids).await?))
            });
            match run.await {
                Ok(()) => return Err(ApiError::internal(anyhow::anyhow!("a rehearsal was committed"))),
                Err(RolledBack::Rehearsed(chunk)) => return Ok(chunk),
                Err(RolledBack::Failed(error)) if error.is_outage() && attempt < ATTEMPTS => attempt += 1,
                Err(RolledBack::Failed(error)) => return Err(error),
            }
        }
    }

    /// Runs the rows of a chunk, each in a savepoint.
    async fn run(&self, conn: &mut AsyncPgConnection, ids: &[IdProspect]) -> ApiResult<Chunk> {
        db::session::limit_lock_waits(conn, LOCK_WAIT).await?;
        // Records are locked before the session, as in every transaction.
        let versions = db::prospects::lock_versions(conn, ids).await?;
        let session = self.session();
        let before = match session {
            Some(id) => db::catalogue::hold_seats(conn, id, self.seats).await?,
            None => None,
        };
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.push(self.row(conn, id, &versions).await?);
        }
        let after = match session.filter(|_| before.is_some()) {
            Some(id) => db::catalogue::held_seats(conn, id).await?,
            None => 0,
        };
        Ok(Chunk { rows, seats: self.seats + after - before.unwrap_or_default() })
    }

    async fn row(
        &self,
        conn: &mut AsyncPgConnection,
        id: &IdProspect,
        versions: &HashMap<IdProspect, i32>,
    ) -> ApiResult<Rehearsed> {
        let applied = conn
            .transaction(async |conn| row::apply(conn, self.state, self.author, self.change, id).await)
            .await;
        let (verdict, code) = match applied {
            Ok(Applied::Unchanged) => (VerdictLigne::Inchange, None),
            Ok(Applied::Changed | Applied::Started(_)) => (VerdictLigne::Ok, None),
            Err(error) => {
                let (verdict, code) = verdict::of(error)?;
                (verdict, Some(code))
            }
        };
        let version = versions.get(id).copied().unwrap_or_default();
        Ok(Rehearsed { id_prospect: id.clone(), version, verdict, code })
    }

    /// Returns the session whose seats the rows take.
    fn session(&self) -> Option<IdSession> {
        match self.change {
            ChangementLot::Conversion(asked) => Some(asked.id_session),
            _ => None,
        }
    }
}
