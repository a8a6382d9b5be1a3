//! Queries on `liste_attente`: who waits for a seat of a full session. Except for reads, the caller has locked the
//! session.

use chrono::{DateTime, NaiveDate, Utc};
use common::liste_attente::PlaceAttente;
use common::{EtatPlace, IdAction, IdPlace, IdProspect, IdSession, StatutProspect};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{liste_attente, prospects};
use super::{Code, RowId};

/// States of a place that is on the list.
const OPEN: [&str; 2] = [EtatPlace::EnAttente.as_str(), EtatPlace::Proposee.as_str()];

/// A place, as the rules read it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = liste_attente)]
pub struct PlaceRow {
    /// Identifier.
    pub id_place: RowId<IdPlace>,
    /// The prospect who waits.
    pub id_prospect: Code<IdProspect>,
    /// State of the place.
    pub etat: Code<EtatPlace>,
    /// End of the last offer.
    pub expire_le: Option<DateTime<Utc>>,
}

/// A place with the data that screens show.
#[derive(QueryableByName)]
struct ShownRow {
    #[diesel(sql_type = BigInt)]
    id_place: RowId<IdPlace>,
    #[diesel(sql_type = BigInt)]
    id_session: RowId<IdSession>,
    #[diesel(sql_type = Text)]
    libelle: String,
    #[diesel(sql_type = Text)]
    id_prospect: Code<IdProspect>,
    #[diesel(sql_type = Text)]
    nom: String,
    #[diesel(sql_type = Text)]
    prenom: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    rang: Option<i64>,
    #[diesel(sql_type = Text)]
    etat: Code<EtatPlace>,
    #[diesel(sql_type = Timestamptz)]
    date_inscription: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    inscrit_par: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expire_le: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    id_conversion: Option<RowId<IdAction>>,
}

impl From<ShownRow> for PlaceAttente {
    fn from(row: ShownRow) -> Self {
        Self {
            id_place: row.id_place.0,
            id_session: row.id_session.0,
            session: row.libelle,
            id_prospect: row.id_prospect.0,
            nom: row.nom,
            prenom: row.prenom,
            rang: row.rang,
            etat: row.etat.0,
            date_inscription: row.date_inscription.into(),
            inscrit_par: row.inscrit_par,
            expire_le: row.expire_le.map(Into::into),
            id_conversion: row.id_conversion.map(|RowId(id)| id),
        }
    }
}

/// The columns of [`ShownRow`]; a condition on `l` follows.
const SHOWN: &str = "SELECT l.id_place, l.id_session, s.libelle, l.id_prospect, p.nom, p.prenom, l.etat,
        l.date_inscription, l.inscrit_par, l.expire_le, l.id_conversion,
        CASE WHEN l.etat IN ('EN_ATTENTE', 'PROPOSEE') THEN (SELECT count(*) FROM liste_attente q
            WHERE q.id_session = l.id_session AND q.etat IN ('EN_ATTENTE', 'PROPOSEE') AND q.id_place <= l.id_place)
        END AS rang
    FROM liste_attente l JOIN sessions s USING (id_session) JOIN prospects p USING (id_prospect) WHERE ";

/// Lists the places of a session: those on the list by rank, then the ended ones, the latest first.
pub async fn list(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<Vec<PlaceAttente>> {
    let sql = format!("{SHOWN} l.id_session = $1 ORDER BY rang NULLS LAST, l.id_place DESC LIMIT 500");
    let rows: Vec<ShownRow> = diesel::sql_query(sql).bind::<BigInt, _>(id_session.get()).load(conn).await?;
    Ok(rows.into_iter().map(PlaceAttente::from).collect())
}

/// Lists the waiting lists on which a prospect is.
pub async fn list_of_prospect(
    conn: &AsyncPgConnection,
    prospect: &IdProspect,
) -> QueryResult<Vec<PlaceAttente>> {
    let sql = format!(
        "{SHOWN} l.id_prospect = $1 AND l.etat IN ('EN_ATTENTE', 'PROPOSEE') ORDER BY s.date_debut, l.id_place"
    );
    let rows: Vec<ShownRow> =
        diesel::sql_query(sql).bind::<Text, _>(prospect.as_str()).load(&mut &*conn).await?;
    Ok(rows.into_iter().map(PlaceAttente::from).collect())
}

/// Finds a place of a session, as screens show it.
pub async fn find_shown(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    id_place: IdPlace,
) -> QueryResult<Option<PlaceAttente>> {
    let row: Option<ShownRow> = diesel::sql_query(format!("{SHOWN} l.id_session = $1 AND l.id_place = $2"))
        .bind::<BigInt, _>(id_session.get())
        .bind::<BigInt, _>(id_place.get())
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(PlaceAttente::from))
}

/// Finds a place of a session.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    id_place: IdPlace,
) -> QueryResult<Option<PlaceRow>> {
    liste_attente::table
        .find(RowId(id_place))
        .filter(liste_attente::id_session.eq(RowId(id_session)))
        .select(PlaceRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Finds the place of a prospect on the list of a session.
pub async fn find_open(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    prospect: &IdProspect,
) -> QueryResult<Option<PlaceRow>> {
    liste_attente::table
        .filter(liste_attente::id_session.eq(RowId(id_session)))
        .filter(liste_attente::id_prospect.eq(prospect.as_str()))
        .filter(liste_attente::etat.eq_any(OPEN))
        .select(PlaceRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Finds the first of a session who waits without an offer.
pub async fn find_first_waiting(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
) -> QueryResult<Option<PlaceRow>> {
    liste_attente::table
        .filter(liste_attente::id_session.eq(RowId(id_session)))
        .filter(liste_attente::etat.eq(EtatPlace::EnAttente.as_str()))
        .order(liste_attente::id_place)
        .select(PlaceRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Adds a prospect at the end of a list; returns the identifier of the place.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    prospect: &IdProspect,
    par: &str,
    now: DateTime<Utc>,
) -> QueryResult<IdPlace> {
    diesel::insert_into(liste_attente::table)
        .values((
            liste_attente::id_session.eq(RowId(id_session)),
            liste_attente::id_prospect.eq(prospect.as_str()),
            liste_attente::date_inscription.eq(now),
            liste_attente::inscrit_par.eq(par),
        ))
        .returning(liste_attente::id_place)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Records the offer of a seat until this instant.
pub async fn offer(conn: &mut AsyncPgConnection, id_place: IdPlace, until: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(liste_attente::table.find(RowId(id_place)))
        .set((liste_attente::etat.eq(EtatPlace::Proposee.as_str()), liste_attente::expire_le.eq(until)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes the state of a place.
pub async fn set_etat(conn: &mut AsyncPgConnection, id_place: IdPlace, etat: EtatPlace) -> QueryResult<()> {
    diesel::update(liste_attente::table.find(RowId(id_place)))
        .set(liste_attente::etat.eq(etat.as_str()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Records the conversion that takes the offered seat.
pub async fn accept(conn: &mut AsyncPgConnection, id_place: IdPlace, id: IdAction) -> QueryResult<()> {
    diesel::update(liste_attente::table.find(RowId(id_place)))
        .set((
            liste_attente::etat.eq(EtatPlace::Acceptee.as_str()),
            liste_attente::id_conversion.eq(RowId(id)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Finds the place whose accepted offer started this conversion, if its prospect can still get an offer.
pub async fn find_of_conversion(conn: &mut AsyncPgConnection, id: IdAction) -> QueryResult<Option<PlaceRow>> {
    let ended = [StatutProspect::Candidat.as_str(), StatutProspect::Perdu.as_str()];
    liste_attente::table
        .inner_join(prospects::table)
        .filter(liste_attente::id_conversion.eq(RowId(id)))
        .filter(liste_attente::etat.eq(EtatPlace::Acceptee.as_str()))
        .filter(prospects::statut_prospect.ne_all(ended))
        .filter(prospects::date_anonymisation.is_null())
        .select(PlaceRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Lists the sessions on whose lists a prospect is.
pub async fn sessions_of(conn: &mut AsyncPgConnection, prospect: &IdProspect) -> QueryResult<Vec<IdSession>> {
    let ids: Vec<RowId<IdSession>> = liste_attente::table
        .filter(liste_attente::id_prospect.eq(prospect.as_str()))
        .filter(liste_attente::etat.eq_any(OPEN))
        .select(liste_attente::id_session)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(|RowId(id)| id).collect())
}

/// Lists the sessions with an offer that has ended, and those with a free seat for somebody who waits.
pub async fn sessions_to_serve(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    jour: NaiveDate,
) -> QueryResult<Vec<IdSession>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        id_session: RowId<IdSession>,
    }
    let rows: Vec<Found> = diesel::sql_query(
        "SELECT id_session FROM liste_attente WHERE etat = 'PROPOSEE' AND expire_le <= $1
         UNION SELECT id_session FROM sessions s JOIN formations f USING (id_formation)
             WHERE f.active AND s.inscrits + s.retenues < s.capacite
             AND statut_session_le(s.statut_session, s.date_debut, s.date_fin, $2) IN ('PLANIFIEE', 'OUVERTE')
             AND EXISTS (SELECT FROM liste_attente l
                 WHERE l.id_session = s.id_session AND l.etat = 'EN_ATTENTE')
         ORDER BY 1",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Date, _>(jour)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|Found { id_session: RowId(id) }| id).collect())
}

/// Ends the offers of a session whose time is over; returns their number.
pub async fn expire(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(liste_attente::table)
        .filter(liste_attente::id_session.eq(RowId(id_session)))
        .filter(liste_attente::etat.eq(EtatPlace::Proposee.as_str()))
        .filter(liste_attente::expire_le.le(now))
        .set(liste_attente::etat.eq(EtatPlace::Expiree.as_str()))
        .execute(conn)
        .await
}
