//! Queries on `conversions_journal`: the events of each action.

use chrono::{DateTime, Utc};
use common::{EntreeHistorique, EvenementAction, IdAction};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::prepared::Prepared;
use super::schema::conversions_journal as j;
use super::{Code, RowId};

/// Inserts an event.
pub async fn insert(
    conn: &AsyncPgConnection,
    id_conversion: IdAction,
    at: DateTime<Utc>,
    evenement: EvenementAction,
    detail: &str,
) -> QueryResult<()> {
    Prepared(diesel::insert_into(j::table).values((
        j::id_conversion.eq(RowId(id_conversion)),
        j::date_evenement.eq(at),
        j::evenement.eq(Code(evenement)),
        j::detail.eq(detail),
    )))
    .execute(&mut &*conn)
    .await?;
    Ok(())
}

/// Inserts one event for each of these actions.
pub async fn insert_each(
    conn: &mut AsyncPgConnection,
    ids: &[IdAction],
    at: DateTime<Utc>,
    evenement: EvenementAction,
    detail: &str,
) -> QueryResult<()> {
    let event = |id: &IdAction| {
        (
            j::id_conversion.eq(RowId(*id)),
            j::date_evenement.eq(at),
            j::evenement.eq(Code(evenement)),
            j::detail.eq(detail),
        )
    };
    diesel::insert_into(j::table).values(ids.iter().map(event).collect::<Vec<_>>()).execute(conn).await?;
    Ok(())
}

/// Inserts an event of this kind for each action, with its own date and detail.
pub async fn insert_all<'a>(
    conn: &AsyncPgConnection,
    evenement: EvenementAction,
    events: impl Iterator<Item = (IdAction, DateTime<Utc>, &'a str)>,
) -> QueryResult<()> {
    let (mut ids, mut dates, mut details) = (Vec::new(), Vec::new(), Vec::new());
    for (id, at, detail) in events {
        ids.push(id.get());
        dates.push(at);
        details.push(detail);
    }
    let sql = "INSERT INTO conversions_journal (id_conversion, date_evenement, evenement, detail)
        SELECT id, quand, $1, detail FROM unnest($2, $3, $4) AS e (id, quand, detail)";
    let insert = diesel::sql_query(sql)
        .bind::<Text, _>(evenement.as_str())
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Timestamptz>, _>(dates)
        .bind::<Array<Text>, _>(details);
    Prepared(insert).execute(&mut &*conn).await?;
    Ok(())
}

/// Finds the detail of the last event of this kind of an action.
pub async fn find_last(
    conn: &mut AsyncPgConnection,
    id_conversion: IdAction,
    evenement: EvenementAction,
) -> QueryResult<Option<String>> {
    j::table
        .filter(j::id_conversion.eq(RowId(id_conversion)))
        .filter(j::evenement.eq(Code(evenement)))
        .order(j::id.desc())
        .select(j::detail)
        .first(conn)
        .await
        .optional()
}

/// Lists the events of an action, oldest first.
pub async fn list(
    conn: &mut AsyncPgConnection,
    id_conversion: IdAction,
) -> QueryResult<Vec<EntreeHistorique>> {
    let rows: Vec<(DateTime<Utc>, Code<EvenementAction>, String)> = j::table
        .filter(j::id_conversion.eq(RowId(id_conversion)))
        .order(j::id)
        .select((j::date_evenement, j::evenement, j::detail))
        .load(conn)
        .await?;
    let entry = |(date, Code(evenement), detail): (DateTime<Utc>, _, _)| EntreeHistorique {
        date: date.into(),
        evenement,
        detail,
    };
    Ok(rows.into_iter().map(entry).collect())
}
