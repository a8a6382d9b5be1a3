//! Limits the concurrent costly requests of an account with PostgreSQL advisory locks, shared by all instances and
//! released by a crash.

use common::IdUtilisateur;
use diesel::sql_types::Integer;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

/// First key of the slots' locks. Locks with two integer keys are separate from those with one (PostgreSQL §9.28.10).
const FIRST: i32 = 0x61_64_6d_00;

/// Takes one of the account's `slots` until the end of the transaction. Returns false when none is free.
pub async fn take(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    slots: i32,
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        taken: bool,
    }
    // Two accounts whose identifiers are equal modulo 2³¹ − 1 share their slots.
    let person = i32::try_from(id_utilisateur.get().rem_euclid(i64::from(i32::MAX))).unwrap_or_default();
    for slot in 0..slots {
        let lock = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1, $2) AS taken")
            .bind::<Integer, _>(FIRST + slot)
            .bind::<Integer, _>(person);
        let lock: Taken = lock.get_result(conn).await?;
        if lock.taken {
            return Ok(true);
        }
    }
    Ok(false)
}
