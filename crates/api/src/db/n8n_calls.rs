//! Queries on `conversions_en_cours` for the latest calls and callbacks of n8n, each served by an index.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use common::sante::{DernierRappel, DernierWebhook};
use common::{IdAction, StatutAction, TypeAction};
use diesel::dsl::{count, count_star, min};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::conversions_en_cours as c;
use super::{Code, RowId};

/// Number of running actions of a type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Running {
    /// All running actions.
    pub all: i64,
    /// Actions that n8n has not accepted yet.
    pub waiting: i64,
    /// When the oldest of the waiting actions was requested.
    pub waiting_since: Option<DateTime<Utc>>,
}

/// Identifier, date of the last attempt, its HTTP status, date of delivery.
type LastCall = (RowId<IdAction>, Option<DateTime<Utc>>, Option<i32>, Option<DateTime<Utc>>);

/// Finds the last call of the webhook of a type.
pub async fn find_last_webhook(
    conn: &AsyncPgConnection,
    type_action: TypeAction,
) -> QueryResult<Option<DernierWebhook>> {
    let row: Option<LastCall> = c::table
        .filter(c::type_action.eq(Code(type_action)))
        .filter(c::date_tentative.is_not_null())
        .order(c::date_tentative.desc())
        .select((c::id_conversion, c::date_tentative, c::statut_http, c::date_livraison))
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(row.and_then(|(RowId(id_conversion), date, statut_http, delivered)| {
        Some(DernierWebhook { date: date?.into(), statut_http, ok: date == delivered, id_conversion })
    }))
}

/// An action with the time of its callback.
type CallbackRow = (RowId<IdAction>, Option<DateTime<Utc>>, Code<StatutAction>);

/// Finds the last callback that n8n sent for a type.
pub async fn find_last_callback(
    conn: &AsyncPgConnection,
    type_action: TypeAction,
) -> QueryResult<Option<DernierRappel>> {
    let row: Option<CallbackRow> = c::table
        .filter(c::type_action.eq(Code(type_action)))
        .filter(c::date_rappel.is_not_null())
        .order(c::date_rappel.desc())
        .select((c::id_conversion, c::date_rappel, c::statut_action))
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(row.and_then(|(RowId(id_conversion), date, statut)| {
        Some(DernierRappel { date: date?.into(), statut_action: statut.0, id_conversion })
    }))
}

/// Counts the running actions per type; types with none are omitted.
pub async fn count_running(conn: &AsyncPgConnection) -> QueryResult<HashMap<TypeAction, Running>> {
    let rows: Vec<(Code<TypeAction>, i64)> = c::table
        .filter(c::statut_action.eq(StatutAction::EnCours.as_str()))
        .group_by(c::type_action)
        .select((c::type_action, count_star()))
        .load(&mut &*conn)
        .await?;
    let waiting: Vec<(Code<TypeAction>, i64, Option<DateTime<Utc>>)> = c::table
        .filter(c::prochaine_tentative.is_not_null())
        .group_by(c::type_action)
        .select((c::type_action, count(c::id_conversion), min(c::date_debut)))
        .load(&mut &*conn)
        .await?;
    let mut running: HashMap<TypeAction, Running> =
        rows.into_iter().map(|(kind, all)| (kind.0, Running { all, ..Running::default() })).collect();
    for (kind, number, since) in waiting {
        let one = running.entry(kind.0).or_default();
        (one.waiting, one.waiting_since) = (number, since);
    }
    Ok(running)
}
