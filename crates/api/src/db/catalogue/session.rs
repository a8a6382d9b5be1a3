//! Queries that change `sessions`, except their seats.

use chrono::NaiveDate;
use common::catalogue::SessionFormation;
use common::{IdSession, StatutSession};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{SessionRow, statut_le, statut_session_le, told};
use crate::db::schema::{formations, sessions};
use crate::db::{Code, RowId};

/// The columns of a session that an admin writes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sessions)]
pub struct SessionFields {
    /// Label.
    pub libelle: String,
    /// First day.
    pub date_debut: NaiveDate,
    /// Last day.
    pub date_fin: NaiveDate,
    /// Total number of seats.
    pub capacite: i32,
    /// State of the session.
    pub statut_session: Code<StatutSession>,
    /// True without a break of its own.
    pub en_continu: bool,
    /// True for part time.
    pub temps_partiel: bool,
    /// True at a distance.
    pub a_distance: bool,
}

impl SessionFields {
    /// Returns the names of the fields that differ.
    pub fn changed_fields(&self, other: &Self) -> Vec<&'static str> {
        // Destructured, so that a forgotten field does not compile.
        let Self {
            libelle,
            date_debut,
            date_fin,
            capacite,
            statut_session,
            en_continu,
            temps_partiel,
            a_distance,
        } = self;
        let fields = [
            ("libelle", *libelle != other.libelle),
            ("dateDebut", *date_debut != other.date_debut),
            ("dateFin", *date_fin != other.date_fin),
            ("capacite", *capacite != other.capacite),
            ("statutSession", *statut_session != other.statut_session),
            ("enContinu", *en_continu != other.en_continu),
            ("tempsPartiel", *temps_partiel != other.temps_partiel),
            ("aDistance", *a_distance != other.a_distance),
        ];
        fields.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect()
    }
}

/// A session that this transaction has locked.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct LockedSession {
    /// Identifier of its formation.
    pub id_formation: i64,
    /// Number of seats of enrolled candidates.
    pub inscrits: i32,
    /// Number of seats held by running conversions.
    pub retenues: i32,
    /// Version of the session.
    pub version: i32,
    /// The columns that an admin writes.
    #[diesel(embed)]
    pub fields: SessionFields,
}

/// Finds a session with its version, and its statut on the day `jour`.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    jour: NaiveDate,
) -> QueryResult<Option<(SessionFormation, i32)>> {
    let found: Option<(SessionRow, Code<StatutSession>, i32)> = sessions::table
        .inner_join(formations::table)
        .filter(sessions::id_session.eq(RowId(id_session)))
        .select((SessionRow::as_select(), statut_le(jour), sessions::version))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, statut, version)| (told((row, statut)), version)))
}

/// Locks a session until the end of the transaction, so that no seat is held or given meanwhile.
pub async fn lock(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<Option<LockedSession>> {
    sessions::table
        .find(RowId(id_session))
        .select(LockedSession::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Returns the statut that a session with these fields has on a day.
pub async fn find_statut(
    conn: &mut AsyncPgConnection,
    fields: &SessionFields,
    jour: NaiveDate,
) -> QueryResult<StatutSession> {
    let SessionFields { statut_session, date_debut, date_fin, .. } = fields;
    let statut = statut_session_le(statut_session.0.as_str(), *date_debut, *date_fin, jour);
    diesel::select(statut).get_result(conn).await.map(|Code(statut)| statut)
}

/// Writes the statut of each session that started or ended by the day `jour`, or of `only` this one. Returns the number
/// of changed sessions. Locks them in the order in which other transactions lock sessions.
pub async fn follow_dates(
    conn: &mut AsyncPgConnection,
    only: Option<IdSession>,
    jour: NaiveDate,
) -> QueryResult<usize> {
    diesel::sql_query(
        "UPDATE sessions AS s
         SET statut_session = statut_session_le(s.statut_session, s.date_debut, s.date_fin, $1), version = s.version + 1
         FROM (SELECT id_session FROM sessions
             WHERE statut_session <> statut_session_le(statut_session, date_debut, date_fin, $1)
                 AND ($2 IS NULL OR id_session = $2)
             ORDER BY id_session FOR NO KEY UPDATE) AS stale
         WHERE s.id_session = stale.id_session",
    )
    .bind::<Date, _>(jour)
    .bind::<Nullable<BigInt>, _>(only.map(IdSession::get))
    .execute(conn)
    .await
}

/// Inserts a session; returns its identifier.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id_formation: i64,
    fields: &SessionFields,
) -> QueryResult<IdSession> {
    diesel::insert_into(sessions::table)
        .values((sessions::id_formation.eq(id_formation), fields))
        .returning(sessions::id_session)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Writes the fields of a session and increments its version.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    fields: &SessionFields,
) -> QueryResult<()> {
    diesel::update(sessions::table.find(RowId(id_session)))
        .set((fields, sessions::version.eq(sessions::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}
