//! Demo data: a fictional school with its catalogue and prospects in every state. One seed and one date give
//! identical data; its addresses and numbers reach nobody.

mod actions;
mod candidate;
mod catalogue;
mod contact;
mod dice;
mod email_endings;
mod email_texts;
mod emails;
mod errors;
mod generator;
mod indexes;
mod lots;
mod n8n_stories;
mod names;
mod notifications;
mod owners;
mod pieces;
mod places;
mod prospect;
mod rows;
mod school;
mod seats;
mod store;
mod summary;
mod touches;
mod views;
mod waiting;
mod wording;

use std::fmt;

use anyhow::Context as _;
use chrono::{DateTime, Months, SubsecRound as _, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::future::BoxFuture;

use self::catalogue::{CERTIFIED, FORMATIONS, SessionDatee, closures, school_day};
use self::generator::Generator;
pub use self::school::refuse_school;
use self::store::{Store, Totals};
use self::wording::thousands;
use prospects_api::db::schema::{documents_requis, fermetures, formations, prospects, sessions};

/// Options of the demo data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedOptions {
    /// Number of prospects.
    pub prospects: u64,
    /// Seed of the random generator.
    pub graine: u64,
    /// Current time; all dates are relative to it.
    pub maintenant: DateTime<Utc>,
}

/// A summary for the console.
#[derive(Debug)]
#[must_use]
pub struct SeedSummary(Outcome);

#[derive(Debug)]
enum Outcome {
    AlreadyThere { formations: i64, prospects: i64 },
    Given { touches: usize },
    Done { sessions: usize, totals: Totals },
}

impl SeedSummary {
    /// Returns true when anything was written.
    pub fn changed(&self) -> bool {
        !matches!(self.0, Outcome::AlreadyThere { .. })
    }
}

impl fmt::Display for SeedSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Outcome::AlreadyThere { formations, prospects } => write!(
                f,
                "Nothing changed: the database already holds {formations} formations and {prospects} prospects."
            ),
            Outcome::Given { touches } => {
                write!(
                    f,
                    "The admins follow the prospects of the demonstration data: {touches} next touches."
                )
            }
            Outcome::Done { sessions, totals } => write!(
                f,
                "Demonstration data: {} formations, {sessions} sessions, {} prospects, {} emails, {} candidates, \
                 {} actions, {} journal entries, {} notifications.",
                FORMATIONS.len(),
                thousands(totals.prospects),
                thousands(totals.emails),
                thousands(totals.candidats),
                thousands(totals.actions),
                thousands(totals.erreurs),
                totals.notifications,
            ),
        }
    }
}

/// Number of prospects made and written at a time, so that memory stays small.
const BATCH: usize = 1_000;

/// Key of the advisory lock: "graine" in ASCII.
const LOCK: i64 = 0x67_72_61_69_6e_65;

/// Fills an empty database in one transaction. In one with formations or prospects, it only gives the next touches of
/// demo data to the admins, once there are admins.
///
/// # Errors
/// Fails on any database error; the transaction is then rolled back.
pub async fn seed(conn: &mut AsyncPgConnection, options: &SeedOptions) -> anyhow::Result<SeedSummary> {
    // Truncated to whole seconds, so that values stored by PostgreSQL compare equal.
    let options = &SeedOptions { maintenant: options.maintenant.trunc_subsecs(0), ..*options };
    let summary = conn.transaction(async |conn| boxed(conn, options).await).await?;
    if summary.changed() {
        // Without it, the first queries would be planned for empty tables.
        conn.batch_execute("ANALYZE").await.context("ANALYZE")?;
    }
    Ok(summary)
}

/// Boxes the future: the compiler cannot prove by itself that its borrows are `Send`.
fn boxed<'a>(
    conn: &'a mut AsyncPgConnection,
    options: &'a SeedOptions,
) -> BoxFuture<'a, anyhow::Result<SeedSummary>> {
    Box::pin(fill(conn, options))
}

async fn fill(conn: &mut AsyncPgConnection, options: &SeedOptions) -> anyhow::Result<SeedSummary> {
    // Of two concurrent runs, the second waits and finds the work done.
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(LOCK).execute(conn).await?;
    if let Some((formations, prospects)) = is_filled(conn).await? {
        let outcome = match owners::give(conn, options.maintenant).await.context("owners")? {
            0 => Outcome::AlreadyThere { formations, prospects },
            touches => Outcome::Given { touches },
        };
        return Ok(SeedSummary(outcome));
    }
    let sessions = catalogue::sessions(options.maintenant);
    let ids_of_sessions = insert_catalogue(conn, &sessions, options.maintenant).await.context("catalogue")?;
    let mut generator = Generator::new(options, &sessions);
    let set_aside = match options.prospects {
        indexes::WORTH_IT.. => Some(indexes::set_aside(conn).await.context("indexes")?),
        _ => None,
    };
    let mut store = Store::new(&sessions, ids_of_sessions.clone());
    let mut numeros = 1..=options.prospects;
    loop {
        let batch: Vec<_> = numeros.by_ref().take(BATCH).map(|numero| generator.dossier(numero)).collect();
        if batch.is_empty() {
            break;
        }
        store.write(conn, &batch).await.context("prospects")?;
    }
    settle_sessions(conn, &ids_of_sessions, &generator.settled_sessions()).await?;
    waiting::write(conn, options.maintenant).await.context("waiting list")?;
    views::write(conn).await.context("views")?;
    owners::give(conn, options.maintenant).await.context("owners")?;
    let totals = store.finish(conn, &generator.n8n_errors(), options.maintenant).await?;
    set_counters(conn, options.prospects).await?;
    if let Some(set_aside) = set_aside {
        set_aside.build_again(conn).await.context("indexes")?;
    }
    Ok(SeedSummary(Outcome::Done { sessions: sessions.len(), totals }))
}

/// Counts formations and prospects; `None` when there are neither.
async fn is_filled(conn: &mut AsyncPgConnection) -> QueryResult<Option<(i64, i64)>> {
    let formations: i64 = formations::table.count().get_result(conn).await?;
    let prospects: i64 = prospects::table.count().get_result(conn).await?;
    Ok((formations > 0 || prospects > 0).then_some((formations, prospects)))
}

/// Inserts formations, documents and sessions; returns the identifiers of `sessions`, in their order.
async fn insert_catalogue(
    conn: &mut AsyncPgConnection,
    sessions: &[SessionDatee],
    maintenant: DateTime<Utc>,
) -> anyhow::Result<Vec<i64>> {
    let today = school_day(maintenant);
    let certified_until = today.checked_add_months(Months::new(CERTIFIED));
    let closures = closures(today).into_iter().map(|(libelle, debut, fin)| {
        (fermetures::libelle.eq(libelle), fermetures::date_debut.eq(debut), fermetures::date_fin.eq(fin))
    });
    let closures: Vec<_> = closures.collect();
    diesel::insert_into(fermetures::table).values(&closures).execute(conn).await?;
    let mut ids_of_formations = Vec::with_capacity(FORMATIONS.len());
    for formation in FORMATIONS {
        let id: i64 = diesel::insert_into(formations::table)
            .values((
                formations::code.eq(formation.code),
                formations::nom.eq(formation.nom),
                formations::niveau.eq(formation.niveau),
                formations::duree_heures.eq(formation.duree_heures),
                formations::tarif.eq(formation.tarif),
                formations::active.eq(formation.active),
                formations::certification.eq(formation.certification),
                formations::certification_fin.eq(formation.certification.and(certified_until)),
            ))
            .returning(formations::id_formation)
            .get_result(conn)
            .await?;
        let documents =
            formation.documents.iter().zip(1_i32..).map(|((code, libelle, obligatoire), ordre)| {
                (
                    documents_requis::id_formation.eq(id),
                    documents_requis::code.eq(*code),
                    documents_requis::libelle.eq(*libelle),
                    documents_requis::obligatoire.eq(*obligatoire),
                    documents_requis::ordre.eq(ordre),
                )
            });
        let documents: Vec<_> = documents.collect();
        diesel::insert_into(documents_requis::table).values(&documents).execute(conn).await?;
        ids_of_formations.push(id);
    }
    let mut ids = Vec::with_capacity(sessions.len());
    for session in sessions {
        let id_formation = ids_of_formations.get(session.formation).context("a session without formation")?;
        ids.push(insert_session(conn, *id_formation, session).await?);
    }
    Ok(ids)
}

async fn insert_session(
    conn: &mut AsyncPgConnection,
    id_formation: i64,
    session: &SessionDatee,
) -> QueryResult<i64> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id_formation.eq(id_formation),
            sessions::libelle.eq(&session.libelle),
            sessions::date_debut.eq(session.debut),
            sessions::date_fin.eq(session.fin),
            sessions::capacite.eq(session.capacite),
            sessions::statut_session.eq(session.statut.as_str()),
        ))
        .returning(sessions::id_session)
        .get_result(conn)
        .await
}

/// Writes the number of seats that the candidates took.
async fn settle_sessions(
    conn: &mut AsyncPgConnection,
    ids: &[i64],
    settled: &[(i32, i32)],
) -> QueryResult<()> {
    for (id, (inscrits, capacite)) in ids.iter().zip(settled) {
        diesel::update(sessions::table.find(id))
            .set((sessions::inscrits.eq(inscrits), sessions::capacite.eq(capacite)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Merges the count deltas and advances the sequence of prospect numbers.
async fn set_counters(conn: &mut AsyncPgConnection, last: u64) -> anyhow::Result<()> {
    diesel::sql_query("SELECT prospects_effectifs_replier()").execute(conn).await?;
    if last > 0 {
        diesel::sql_query(
            "SELECT setval('prospects_numero_seq', greatest($1, last_value)) FROM prospects_numero_seq",
        )
        .bind::<BigInt, _>(i64::try_from(last).context("too many prospects")?)
        .execute(conn)
        .await?;
    }
    Ok(())
}
