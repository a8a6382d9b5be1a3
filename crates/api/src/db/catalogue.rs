//! Queries on `formations`, `documents_requis` and `sessions`: the courses of the school and their seats.

pub mod formation;
pub mod session;

use std::str::FromStr;

use chrono::NaiveDate;
use common::catalogue::{DocumentRequis, Formation, SessionFormation};
use common::{IdSession, StatutSession};
use diesel::dsl::{AsSelect, auto_type, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::prepared::Prepared;
use super::schema::{documents_requis, formations, sessions};
use super::{Code, RowId};

diesel::define_sql_function! {
    /// Returns the statut of a session on a day: its dates decide whether it runs or is over.
    fn statut_session_le(statut: Text, debut: Date, fin: Date, jour: Date) -> Text;
}

/// A well-formed code of a formation, as `formations_code_check` accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormationCode(pub String);

/// The text is not a well-formed code of a formation.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAFormationCode;

impl FromStr for FormationCode {
    type Err = NotAFormationCode;
    fn from_str(text: &str) -> Result<Self, NotAFormationCode> {
        let known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let well_formed = (1..=40).contains(&text.len()) && text.bytes().all(known);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(NotAFormationCode) }
    }
}

/// A formation, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = formations)]
struct FormationRow {
    id_formation: i64,
    code: String,
    nom: String,
    niveau: Option<String>,
    duree_heures: Option<i32>,
    tarif: Option<f64>,
    certification: Option<String>,
    certification_fin: Option<NaiveDate>,
    active: bool,
}

impl From<FormationRow> for Formation {
    fn from(row: FormationRow) -> Self {
        Self {
            id_formation: row.id_formation,
            code: row.code,
            nom: row.nom,
            niveau: row.niveau,
            duree_heures: row.duree_heures,
            tarif: row.tarif,
            tarif_centimes: row.tarif.map(centimes),
            certification: row.certification,
            certification_fin: row.certification_fin.map(Into::into),
            active: row.active,
        }
    }
}

/// Converts euros to cents. The stored number is the closest to a whole number of cents, so rounding is exact.
#[expect(clippy::cast_possible_truncation, reason = "a price is far below 2^53 cents")]
pub(super) fn centimes(euros: f64) -> i64 {
    (euros * 100.0).round() as i64
}

/// A session with the code of its formation, as stored; [`statut_le`] gives its statut.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id_session: RowId<IdSession>,
    id_formation: i64,
    #[diesel(select_expression = formations::code)]
    formation: String,
    libelle: String,
    date_debut: NaiveDate,
    date_fin: NaiveDate,
    capacite: i32,
    inscrits: i32,
    retenues: i32,
    en_continu: bool,
    temps_partiel: bool,
    a_distance: bool,
}

/// A session with its statut on a day, as read.
type StoredSession = (SessionRow, Code<StatutSession>);

fn told((row, Code(statut_session)): StoredSession) -> SessionFormation {
    // `sessions_places_suffisantes` keeps this from being negative.
    let places_restantes = row.capacite - row.inscrits - row.retenues;
    SessionFormation {
        id_session: row.id_session.0,
        id_formation: row.id_formation,
        formation: row.formation,
        libelle: row.libelle,
        date_debut: row.date_debut.into(),
        date_fin: row.date_fin.into(),
        capacite: row.capacite,
        inscrits: row.inscrits,
        retenues: row.retenues,
        places_restantes,
        complete: places_restantes == 0,
        statut_session,
        en_continu: row.en_continu,
        temps_partiel: row.temps_partiel,
        a_distance: row.a_distance,
    }
}

/// The statut of a session on a day.
type StatutLe =
    statut_session_le<sessions::statut_session, sessions::date_debut, sessions::date_fin, NaiveDate>;

/// Returns the statut of a session on a day.
fn statut_le(jour: NaiveDate) -> StatutLe {
    statut_session_le(sessions::statut_session, sessions::date_debut, sessions::date_fin, jour)
}

/// Selects sessions with their statut on a day.
#[auto_type(no_type_alias)]
fn session_rows(jour: NaiveDate) -> _ {
    let row: AsSelect<SessionRow, Pg> = SessionRow::as_select();
    let statut: StatutLe = statut_le(jour);
    sessions::table.inner_join(formations::table).select((row, statut))
}

/// Lists formations by name; `inactive` includes those that take no new candidates.
pub async fn list_formations(conn: &mut AsyncPgConnection, inactive: bool) -> QueryResult<Vec<Formation>> {
    let mut query = formations::table
        .order((formations::nom, formations::code))
        .select(FormationRow::as_select())
        .into_boxed();
    if !inactive {
        query = query.filter(formations::active);
    }
    let rows: Vec<FormationRow> = query.load(conn).await?;
    Ok(rows.into_iter().map(Formation::from).collect())
}

/// Finds the formation of this code, active or not.
pub async fn find_formation(conn: &AsyncPgConnection, code: &str) -> QueryResult<Option<Formation>> {
    let row: Option<FormationRow> = formations::table
        .filter(formations::code.eq(code))
        .select(FormationRow::as_select())
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(row.map(Formation::from))
}

/// Lists the documents that candidates of a formation must provide, in display order.
pub async fn list_documents(conn: &AsyncPgConnection, code: &str) -> QueryResult<Vec<DocumentRequis>> {
    let rows: Vec<(String, String, bool)> = documents_requis::table
        .inner_join(formations::table)
        .filter(formations::code.eq(code))
        .order((documents_requis::ordre, documents_requis::id_document))
        .select((documents_requis::code, documents_requis::libelle, documents_requis::obligatoire))
        .load(&mut &*conn)
        .await?;
    let document = |(code, libelle, obligatoire)| DocumentRequis { code, libelle, obligatoire };
    Ok(rows.into_iter().map(document).collect())
}

/// Filters of the session list; an absent part does not filter.
#[derive(Debug, Default)]
pub struct SessionFilters {
    /// Keeps the sessions of the formation with this identifier.
    pub id_formation: Option<i64>,
    /// Keeps the sessions of the formation with this code.
    pub formation: Option<String>,
    /// Keeps the sessions in one of these states; empty keeps all.
    pub statut_session: Vec<StatutSession>,
    /// Keeps the sessions that start on this day or later.
    pub from: Option<NaiveDate>,
    /// Keeps the sessions that start before this day.
    pub before: Option<NaiveDate>,
    /// True leaves out the sessions of archived formations.
    pub active: bool,
}

impl SessionFilters {
    /// Keeps the sessions that take candidates and start on this day or later, of one formation or of all.
    pub fn taking_candidates(formation: Option<String>, from: NaiveDate) -> Self {
        let taking = StatutSession::ALL.iter().copied().filter(|statut| statut.takes_candidates());
        Self {
            formation,
            statut_session: taking.collect(),
            from: Some(from),
            active: true,
            ..Self::default()
        }
    }
}

/// Lists sessions by first day, with their statut on the day `jour`.
pub async fn list_sessions(
    conn: &mut AsyncPgConnection,
    filters: &SessionFilters,
    jour: NaiveDate,
) -> QueryResult<Vec<SessionFormation>> {
    let mut query = session_rows(jour).order((sessions::date_debut, sessions::id_session)).into_boxed();
    if let Some(id) = filters.id_formation {
        query = query.filter(sessions::id_formation.eq(id));
    }
    if let Some(code) = &filters.formation {
        query = query.filter(formations::code.eq(code));
    }
    if !filters.statut_session.is_empty() {
        query = query.filter(statut_le(jour).eq_any(filters.statut_session.iter().map(AsRef::as_ref)));
    }
    if let Some(day) = filters.from {
        query = query.filter(sessions::date_debut.ge(day));
    }
    if let Some(day) = filters.before {
        query = query.filter(sessions::date_debut.lt(day));
    }
    if filters.active {
        query = query.filter(formations::active);
    }
    let rows: Vec<StoredSession> = query.load(conn).await?;
    Ok(rows.into_iter().map(told).collect())
}

/// Finds one session, with its statut on the day `jour`.
pub async fn find_session(
    conn: &AsyncPgConnection,
    id_session: IdSession,
    jour: NaiveDate,
) -> QueryResult<Option<SessionFormation>> {
    let row: Option<StoredSession> = session_rows(jour)
        .filter(sessions::id_session.eq(RowId(id_session)))
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(row.map(told))
}

/// Finds the session of a formation by its label, with its statut on the day `jour`.
pub async fn find_session_by_label(
    conn: &AsyncPgConnection,
    id_formation: i64,
    libelle: &str,
    jour: NaiveDate,
) -> QueryResult<Option<SessionFormation>> {
    let row: Option<StoredSession> = session_rows(jour)
        .filter(sessions::id_formation.eq(id_formation))
        .filter(sessions::libelle.eq(libelle))
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(row.map(told))
}

/// Holds a seat for a running conversion. Returns false when no seat is left, the session takes no candidates on the day
/// `jour`, or its formation is archived.
pub async fn hold_seat(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    jour: NaiveDate,
) -> QueryResult<bool> {
    let taking = [StatutSession::Planifiee.as_str(), StatutSession::Ouverte.as_str()];
    let active = formations::table.filter(formations::active).select(formations::id_formation);
    let held = Prepared(
        diesel::update(sessions::table.find(RowId(id_session)))
            .filter((sessions::inscrits + sessions::retenues).lt(sessions::capacite))
            .filter(statut_le(jour).eq_any(taking))
            .filter(sessions::id_formation.eq_any(active))
            .set(sessions::retenues.eq(sessions::retenues + 1)),
    )
    .execute(conn)
    .await?;
    Ok(held == 1)
}

/// Holds up to `seats` seats, as many as the session has left. Returns the number of held seats of the session.
pub async fn hold_seats(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    seats: i32,
) -> QueryResult<Option<i32>> {
    let free = sessions::capacite - sessions::inscrits - sessions::retenues;
    let taken = case_when(free.lt(seats), free).otherwise(seats.into_sql::<Integer>());
    diesel::update(sessions::table.find(RowId(id_session)))
        .set(sessions::retenues.eq(sessions::retenues + taken))
        .returning(sessions::retenues)
        .get_result(conn)
        .await
        .optional()
}

/// Returns the number of held seats of a session.
pub async fn held_seats(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<i32> {
    sessions::table.find(RowId(id_session)).select(sessions::retenues).first(conn).await
}

/// Releases a held seat. Returns false when none was held.
pub async fn release_seat(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<bool> {
    let released = Prepared(
        diesel::update(sessions::table.find(RowId(id_session)))
            .filter(sessions::retenues.gt(0))
            .set(sessions::retenues.eq(sessions::retenues - 1)),
    )
    .execute(conn)
    .await?;
    Ok(released == 1)
}

/// Turns a held seat into an enrolled one. Returns false when none was held.
pub async fn give_held_seat(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<bool> {
    let given = Prepared(
        diesel::update(sessions::table.find(RowId(id_session))).filter(sessions::retenues.gt(0)).set((
            sessions::retenues.eq(sessions::retenues - 1),
            sessions::inscrits.eq(sessions::inscrits + 1),
        )),
    )
    .execute(conn)
    .await?;
    Ok(given == 1)
}

/// Locks sessions until the end of the transaction, in one order, so that transactions do not deadlock.
pub async fn lock_sessions(conn: &mut AsyncPgConnection, ids: &[IdSession]) -> QueryResult<()> {
    sessions::table
        .filter(sessions::id_session.eq_any(ids.iter().map(|id| id.get())))
        .order(sessions::id_session)
        .select(sessions::id_session)
        .for_no_key_update()
        .execute(conn)
        .await?;
    Ok(())
}

/// Enrols a candidate without a held seat: when a success arrives after the hold was released, and when a candidate
/// gets another session. Returns false when no seat is left. The state of the session is ignored, because n8n may have
/// enrolled the candidate already.
pub async fn give_seat(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<bool> {
    let given = Prepared(
        diesel::update(sessions::table.find(RowId(id_session)))
            .filter((sessions::inscrits + sessions::retenues).lt(sessions::capacite))
            .set(sessions::inscrits.eq(sessions::inscrits + 1)),
    )
    .execute(conn)
    .await?;
    Ok(given == 1)
}

/// Frees the seat of a candidate who leaves a session.
pub async fn free_seat(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<()> {
    diesel::update(sessions::table.find(RowId(id_session)))
        .set(sessions::inscrits.eq(sessions::inscrits - 1))
        .execute(conn)
        .await?;
    Ok(())
}
