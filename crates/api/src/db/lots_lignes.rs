//! Queries on `lots_lignes`: the rows of bulk changes, with the verdict of the rehearsal and the result.

use chrono::{DateTime, Utc};
use common::lot::{LigneLot, ResultatLigne, VerdictLigne};
use common::{IdAction, IdLot, IdProspect, StatutAction};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{conversions_en_cours, lots_lignes as l, prospects};
use super::{Code, RowId};

/// A rehearsed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// Version of the record in the rehearsal.
    pub version: i32,
    /// Verdict of the rehearsal.
    pub verdict: VerdictLigne,
    /// Code of the problem or of the invalid field that refused the row.
    pub code: Option<String>,
}

/// Inserts the rows of a lot, in this order.
pub async fn insert(conn: &mut AsyncPgConnection, id: IdLot, rows: &[Rehearsed]) -> QueryResult<()> {
    let prospects: Vec<&str> = rows.iter().map(|row| row.id_prospect.as_str()).collect();
    let versions: Vec<i32> = rows.iter().map(|row| row.version).collect();
    let verdicts: Vec<&str> = rows.iter().map(|row| row.verdict.as_str()).collect();
    let codes: Vec<Option<&str>> = rows.iter().map(|row| row.code.as_deref()).collect();
    diesel::sql_query(
        "INSERT INTO lots_lignes (id_lot, rang, id_prospect, version, verdict, code)
         SELECT $1, rang, prospect, version, verdict, code FROM unnest($2, $3, $4, $5) WITH ORDINALITY
             AS r (prospect, version, verdict, code, rang)",
    )
    .bind::<BigInt, _>(RowId(id))
    .bind::<Array<Text>, _>(prospects)
    .bind::<Array<Integer>, _>(versions)
    .bind::<Array<Text>, _>(verdicts)
    .bind::<Array<Nullable<Text>>, _>(codes)
    .execute(conn)
    .await?;
    Ok(())
}

/// A row that waits for its turn.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = l)]
pub struct WaitingRow {
    /// Place in the selection.
    pub rang: i32,
    id_prospect: Code<IdProspect>,
    /// Version of the record in the rehearsal.
    pub version: i32,
}

impl WaitingRow {
    /// Returns the prospect.
    pub fn prospect(&self) -> &IdProspect {
        &self.id_prospect.0
    }
}

/// Finds the next rows of a locked lot that have no result, at most `limit`.
pub async fn list_waiting(
    conn: &mut AsyncPgConnection,
    id: IdLot,
    limit: i64,
) -> QueryResult<Vec<WaitingRow>> {
    l::table
        .filter(l::id_lot.eq(RowId(id)))
        .filter(l::resultat.is_null())
        .order(l::rang)
        .limit(limit)
        .select(WaitingRow::as_select())
        .load(conn)
        .await
}

/// The result of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The result.
    pub resultat: ResultatLigne,
    /// Code of the problem or of the invalid field that refused the row.
    pub code: Option<String>,
    /// The action that the row started.
    pub id_action: Option<IdAction>,
}

/// Records the result of a row of a locked lot.
pub async fn end(
    conn: &mut AsyncPgConnection,
    id: IdLot,
    rang: i32,
    ended: &Ended,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(l::table.find((RowId(id), rang)))
        .set((
            l::resultat.eq(Code(ended.resultat)),
            l::code.eq(ended.code.as_deref()),
            l::id_conversion.eq(ended.id_action.map(RowId)),
            l::date_resultat.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the rows of a locked lot that the rehearsal refused: they do not run.
pub async fn end_refused(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(l::table.filter(l::id_lot.eq(RowId(id))))
        .filter(l::resultat.is_null())
        .filter(l::verdict.ne(VerdictLigne::Ok.as_str()))
        .set((l::resultat.eq(Code(ResultatLigne::Refuse)), l::date_resultat.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the rows of a locked lot that have no result as stopped.
pub async fn stop(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(l::table.filter(l::id_lot.eq(RowId(id))))
        .filter(l::resultat.is_null())
        .set((l::resultat.eq(Code(ResultatLigne::Arrete)), l::date_resultat.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Numbers of rows of a lot that has ended, with its actions.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Outcome {
    /// Changed records, and actions that succeeded.
    #[diesel(sql_type = BigInt)]
    pub done: i64,
    /// Conversions that were done without n8n.
    #[diesel(sql_type = BigInt)]
    pub partial: i64,
    /// Actions that failed.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    /// Rows that a rule refused.
    #[diesel(sql_type = BigInt)]
    pub refused: i64,
    /// Rows that did not run, and actions that were undone.
    #[diesel(sql_type = BigInt)]
    pub left: i64,
}

/// Counts the rows of a lot by the end of their actions.
pub async fn outcome(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<Outcome> {
    diesel::sql_query(
        "SELECT count(*) FILTER (WHERE r.resultat = 'FAIT' AND coalesce(c.statut_action, 'TERMINEE') = 'TERMINEE') AS done,
             count(*) FILTER (WHERE c.statut_action = 'ERREUR' AND c.partielle) AS partial,
             count(*) FILTER (WHERE c.statut_action = 'ERREUR' AND NOT c.partielle) AS failed,
             count(*) FILTER (WHERE r.resultat = 'ECHEC') AS refused,
             count(*) FILTER (WHERE r.resultat NOT IN ('FAIT', 'ECHEC') OR c.statut_action = 'ANNULEE') AS left
         FROM lots_lignes r LEFT JOIN conversions_en_cours c USING (id_conversion) WHERE r.id_lot = $1",
    )
    .bind::<BigInt, _>(RowId(id))
    .get_result(conn)
    .await
}

/// The rows of a list.
#[derive(Debug, Clone)]
pub struct LigneFilters {
    /// The lot.
    pub id_lot: IdLot,
    /// Keeps these verdicts; empty keeps all.
    pub verdict: Vec<VerdictLigne>,
    /// Keeps these results; empty keeps all.
    pub resultat: Vec<ResultatLigne>,
    /// Keeps the rows after this place.
    pub after: i32,
}

/// A row as a list shows it.
type ShownRow = (
    i32,
    Code<IdProspect>,
    Code<VerdictLigne>,
    Option<Code<ResultatLigne>>,
    Option<String>,
    Option<DateTime<Utc>>,
    (String, String, Option<DateTime<Utc>>),
    Option<(RowId<IdAction>, Code<StatutAction>, bool)>,
);

fn shown(row: ShownRow) -> LigneLot {
    let (rang, Code(id_prospect), Code(verdict), resultat, code, date, person, action) = row;
    let (nom, prenom, anonymised) = person;
    let named = anonymised.is_none();
    LigneLot {
        rang,
        id_prospect,
        nom: named.then_some(nom),
        prenom: named.then_some(prenom),
        verdict,
        resultat: resultat.map(|Code(resultat)| resultat),
        code,
        id_action: action.map(|(RowId(id), ..)| id),
        statut_action: action.map(|(_, Code(statut), _)| statut),
        relancable: action
            .is_some_and(|(_, Code(statut), replaced)| statut == StatutAction::Erreur && !replaced),
        date: date.map(Into::into),
    }
}

/// Lists at most `limit` rows that match, after `offset` others, in the order of the selection.
pub async fn list(
    conn: &mut AsyncPgConnection,
    filters: &LigneFilters,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<LigneLot>> {
    let mut query = l::table
        .inner_join(prospects::table)
        .left_join(conversions_en_cours::table)
        .filter(l::id_lot.eq(RowId(filters.id_lot)))
        .filter(l::rang.gt(filters.after))
        .order(l::rang)
        .offset(offset)
        .limit(limit)
        .into_boxed();
    if !filters.verdict.is_empty() {
        query = query.filter(l::verdict.eq_any(filters.verdict.iter().map(AsRef::as_ref)));
    }
    if !filters.resultat.is_empty() {
        query = query.filter(l::resultat.eq_any(filters.resultat.iter().map(AsRef::as_ref)));
    }
    let rows: Vec<ShownRow> = query
        .select((
            l::rang,
            l::id_prospect,
            l::verdict,
            l::resultat,
            l::code,
            l::date_resultat,
            (prospects::nom, prospects::prenom, prospects::date_anonymisation),
            (
                conversions_en_cours::id_conversion,
                conversions_en_cours::statut_action,
                conversions_en_cours::remplacee,
            )
                .nullable(),
        ))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(shown).collect())
}
