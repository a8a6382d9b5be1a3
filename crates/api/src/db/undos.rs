//! Queries that undo several actions at once. Call them in one transaction.

use chrono::{DateTime, Utc};
use common::IdAction;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::actions::{self, ActionRow};
use super::prepared::{Prepared, each};
use super::schema::conversions_en_cours as c;

/// Locks these actions until the end of the transaction, and returns those whose calls have not left. Lock their
/// prospects first: every transaction uses this order.
pub async fn lock(conn: &mut AsyncPgConnection, ids: &[IdAction]) -> QueryResult<Vec<ActionRow>> {
    let locked: Vec<ActionRow> = c::table
        .filter(c::id_conversion.eq_any(ids.iter().copied().map(RowId)))
        .order(c::id_conversion)
        .select(ActionRow::as_select())
        .for_update()
        .load(conn)
        .await?;
    Ok(locked.into_iter().filter(|action| action.undoable_until().is_some()).collect())
}

/// Ends locked actions as undone: releases their locks and clears their outbox columns. Leaves those whose calls may
/// have left; returns the number of the others.
pub async fn end(conn: &mut AsyncPgConnection, ids: &[IdAction], now: DateTime<Utc>) -> QueryResult<usize> {
    let sql = "UPDATE conversions_en_cours SET statut_action = 'ANNULEE', date_fin = $2,
            duree_ms = greatest(0, trunc(extract(epoch FROM $2 - date_debut) * 1000))::bigint,
            message_erreur = NULL, resultat = NULL, place_retenue = false, prochaine_tentative = NULL, bail_fin = NULL,
            bail_proprietaire = NULL, date_echeance = NULL
        WHERE id_conversion = ANY($1) AND statut_action = 'EN_COURS' AND date_depart IS NULL";
    let update =
        sql_query(sql).bind::<Array<BigInt>, _>(each(ids, |id| id.get())).bind::<Timestamptz, _>(now);
    Prepared(update).execute(conn).await
}

/// Lists the failed actions that the undone ones had replaced: of the same prospect and type, and the last one but for
/// those that were undone.
pub async fn list_replaced(conn: &mut AsyncPgConnection, undone: &[IdAction]) -> QueryResult<Vec<ActionRow>> {
    /// An action that the statement returns.
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        id_conversion: RowId<IdAction>,
    }
    let sql = "SELECT last.id_conversion FROM conversions_en_cours u CROSS JOIN LATERAL (
            SELECT c.id_conversion, c.statut_action FROM conversions_en_cours c
            WHERE c.id_prospect = u.id_prospect AND c.type_action = u.type_action AND c.statut_action <> 'ANNULEE'
            ORDER BY c.id_conversion DESC LIMIT 1) AS last
        WHERE u.id_conversion = ANY($1) AND last.statut_action = 'ERREUR'";
    let found: Vec<Found> =
        sql_query(sql).bind::<Array<BigInt>, _>(each(undone, |id| id.get())).load(conn).await?;
    let ids: Vec<IdAction> = found.into_iter().map(|one| one.id_conversion.0).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { actions::list_by_ids(conn, &ids).await }
}
