//! Queries that start several actions at once. Call them in one transaction.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use common::{IdAction, IdProspect, IdUtilisateur, StatutAction, TypeAction};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Date, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::actions::{self, ActionRow, NewAction};
use super::prepared::{Prepared, each};
use super::schema::{candidats, conversions_en_cours as c};
use super::{Code, RowId};

/// Lists the actions of these prospects that run, or that failed and wait to be restarted, by prospect and type.
pub async fn list_unsettled(
    conn: &AsyncPgConnection,
    prospects: &[&str],
) -> QueryResult<HashSet<(IdProspect, TypeAction)>> {
    let failed = c::statut_action.eq(StatutAction::Erreur.as_str()).and(c::remplacee.eq(false));
    let found: Vec<(Code<IdProspect>, Code<TypeAction>)> = c::table
        .filter(c::id_prospect.eq_any(prospects))
        .filter(c::statut_action.eq(StatutAction::EnCours.as_str()).or(failed))
        .select((c::id_prospect, c::type_action))
        .load(&mut &*conn)
        .await?;
    Ok(found.into_iter().map(|(Code(id), Code(type_action))| (id, type_action)).collect())
}

/// Returns those of these prospects who are candidates.
pub async fn list_candidates(
    conn: &AsyncPgConnection,
    prospects: &[&str],
) -> QueryResult<HashSet<IdProspect>> {
    let found: Vec<Code<IdProspect>> = candidats::table
        .filter(candidats::id_prospect.eq_any(prospects))
        .select(candidats::id_prospect)
        .load(&mut &*conn)
        .await?;
    Ok(found.into_iter().map(|Code(id)| id).collect())
}

/// Returns those of these Idempotency-Keys that requests of these accounts had, each with its account.
pub async fn list_keys(
    conn: &AsyncPgConnection,
    keys: &[(IdUtilisateur, &str)],
) -> QueryResult<HashSet<(i64, String)>> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<(Option<i64>, Option<String>)> = c::table
        .filter(c::id_utilisateur.eq_any(keys.iter().map(|(id, _)| RowId(*id))))
        .filter(c::cle_idempotence.eq_any(keys.iter().map(|(_, key)| *key)))
        .select((c::id_utilisateur, c::cle_idempotence))
        .load(&mut &*conn)
        .await?;
    Ok(found.into_iter().filter_map(|(id, key)| id.zip(key)).collect())
}

/// Inserts actions without session, and returns them as stored.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    new: &[NewAction<'_>],
    now: DateTime<Utc>,
) -> QueryResult<Vec<ActionRow>> {
    /// An action that the statement returns.
    #[derive(QueryableByName)]
    struct Returned {
        #[diesel(sql_type = BigInt)]
        id_conversion: RowId<IdAction>,
    }
    let sql = "INSERT INTO conversions_en_cours (id_prospect, type_action, formation_retenue, date_debut_souhaitee, parametres,
            id_utilisateur, demande_par, date_debut, prochaine_tentative, cle_idempotence, empreinte_requete)
        SELECT prospect, type, formation, souhaitee, parametres, utilisateur, demande_par, $1, tentative, cle, empreinte
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS n
            (prospect, type, formation, souhaitee, parametres, utilisateur, demande_par, tentative, cle, empreinte)
        RETURNING id_conversion";
    let insert = sql_query(sql)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(each(new, |one| one.id_prospect))
        .bind::<Array<Text>, _>(each(new, |one| one.type_action))
        .bind::<Array<Nullable<Text>>, _>(each(new, |one| one.formation_retenue))
        .bind::<Array<Nullable<Date>>, _>(each(new, |one| one.date_debut_souhaitee))
        .bind::<Array<Jsonb>, _>(each(new, |one| one.parametres))
        .bind::<Array<BigInt>, _>(each(new, |one| one.id_utilisateur))
        .bind::<Array<Text>, _>(each(new, |one| one.demande_par))
        .bind::<Array<Timestamptz>, _>(each(new, |one| one.prochaine_tentative))
        .bind::<Array<Nullable<Text>>, _>(each(new, |one| one.cle_idempotence))
        .bind::<Array<Nullable<Binary>>, _>(each(new, |one| one.empreinte_requete));
    let made: Vec<Returned> = Prepared(insert).get_results(conn).await?;
    let ids: Vec<IdAction> = made.into_iter().map(|one| one.id_conversion.0).collect();
    actions::list_by_ids(conn, &ids).await
}

/// Stores the responses given for the Idempotency-Keys of these actions.
pub async fn keep_answers(conn: &AsyncPgConnection, answers: &[(IdAction, Value)]) -> QueryResult<()> {
    if answers.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE conversions_en_cours AS c SET reponse_initiale = a.reponse
        FROM unnest($1, $2) AS a (id, reponse) WHERE c.id_conversion = a.id";
    let update = sql_query(sql)
        .bind::<Array<BigInt>, _>(each(answers, |(id, _)| id.get()))
        .bind::<Array<Jsonb>, _>(each(answers, |(_, answer)| answer));
    Prepared(update).execute(&mut &*conn).await?;
    Ok(())
}
