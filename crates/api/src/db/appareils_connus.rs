//! Queries on `appareils_connus`: the browsers that logged in before.

use chrono::{DateTime, TimeDelta, Utc};
use common::IdUtilisateur;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::{appareils_connus as appareils, utilisateurs};

/// A browser is forgotten this long after its last login.
pub const KEPT: TimeDelta = TimeDelta::days(180);
/// Maximum number of known browsers per account; the latest are kept.
const OF_PERSON: i64 = 20;

/// Returns the emails of the accounts with which a browser logged in.
pub async fn find_accounts(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Vec<String>> {
    appareils::table
        .inner_join(utilisateurs::table)
        .filter(appareils::jeton_hash.eq(hash))
        .filter(appareils::date_derniere_connexion.gt(now - KEPT))
        .select(utilisateurs::email)
        .load(conn)
        .await
}

/// Records a browser as known for an account, and forgets the browsers of that account that are too old or too many.
pub async fn keep(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    id_utilisateur: IdUtilisateur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(appareils::table)
        .values((
            appareils::jeton_hash.eq(hash),
            appareils::id_utilisateur.eq(RowId(id_utilisateur)),
            appareils::date_derniere_connexion.eq(now),
        ))
        .on_conflict((appareils::jeton_hash, appareils::id_utilisateur))
        .do_update()
        .set(appareils::date_derniere_connexion.eq(excluded(appareils::date_derniere_connexion)))
        .execute(conn)
        .await?;
    let of_person = appareils::table.filter(appareils::id_utilisateur.eq(RowId(id_utilisateur)));
    let kept: Vec<Vec<u8>> = of_person
        .filter(appareils::date_derniere_connexion.gt(now - KEPT))
        .order(appareils::date_derniere_connexion.desc())
        .limit(OF_PERSON)
        .select(appareils::jeton_hash)
        .load(conn)
        .await?;
    diesel::delete(of_person.filter(appareils::jeton_hash.ne_all(kept))).execute(conn).await?;
    Ok(())
}
