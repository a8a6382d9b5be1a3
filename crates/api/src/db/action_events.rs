//! Queries on `conversions_journal`: the events of each action.

use chrono::{DateTime, Utc};
use common::{EntreeHistorique, EvenementAction, IdAction};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::conversions_journal as j;
use super::{Code, RowId};

/// Inserts an event.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id_conversion: IdAction,
    at: DateTime<Utc>,
    evenement: EvenementAction,
    detail: &str,
) -> QueryResult<()> {
    diesel::insert_into(j::table)
        .values((
            j::id_conversion.eq(RowId(id_conversion)),
            j::date_evenement.eq(at),
            j::evenement.eq(Code(evenement)),
            j::detail.eq(detail),
        ))
        .execute(conn)
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
