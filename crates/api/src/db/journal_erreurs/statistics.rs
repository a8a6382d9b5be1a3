//! Figures of the error journal.

use std::collections::BTreeMap;

use common::journal::WorkflowFrequent;
use common::{Severite, StatistiquesJournal};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::Code;
use crate::db::like::normaliser;
use crate::db::schema::journal_erreurs::{self, nom_workflow, resolu};

/// Computes the figures of the journal: open entries by severity, mean time to resolution, workflows.
pub async fn statistics(conn: &AsyncPgConnection) -> QueryResult<StatistiquesJournal> {
    let (open, delai_moyen_resolution_ms, workflow_plus_frequent, workflows) = futures_util::try_join!(
        count_open(conn),
        mean_resolution_ms(conn),
        most_frequent_workflow(conn),
        workflows(conn),
    )?;
    let mut par_severite: BTreeMap<String, i64> =
        Severite::ALL.iter().map(|severite| (severite.to_string(), 0)).collect();
    par_severite.extend(open.iter().map(|(severite, entries)| (severite.0.to_string(), *entries)));
    Ok(StatistiquesJournal {
        non_resolues: par_severite.values().sum(),
        par_severite,
        delai_moyen_resolution_ms,
        workflow_plus_frequent,
        workflows,
    })
}

/// Counts unresolved entries per severity; severities with none are omitted.
pub async fn count_open(conn: &AsyncPgConnection) -> QueryResult<Vec<(Code<Severite>, i64)>> {
    journal_erreurs::table
        .filter(resolu.eq(false))
        .group_by(journal_erreurs::severite)
        .select((journal_erreurs::severite, count_star()))
        .load(&mut &*conn)
        .await
}

async fn mean_resolution_ms(conn: &AsyncPgConnection) -> QueryResult<Option<i64>> {
    let mean = "round(avg(extract(epoch FROM date_resolution - date_erreur)) * 1000)::bigint";
    journal_erreurs::table.filter(resolu).select(sql::<Nullable<BigInt>>(mean)).get_result(&mut &*conn).await
}

async fn most_frequent_workflow(conn: &AsyncPgConnection) -> QueryResult<Option<WorkflowFrequent>> {
    let found: Option<(String, i64)> = journal_erreurs::table
        .filter(resolu.eq(false))
        .group_by(nom_workflow)
        .order((count_star().desc(), nom_workflow.asc()))
        .select((nom_workflow, count_star()))
        .first(&mut &*conn)
        .await
        .optional()?;
    Ok(found.map(|(name, nombre)| WorkflowFrequent { nom_workflow: name, nombre }))
}

async fn workflows(conn: &AsyncPgConnection) -> QueryResult<Vec<String>> {
    journal_erreurs::table
        .group_by(nom_workflow)
        .order((normaliser(nom_workflow), nom_workflow))
        .select(nom_workflow)
        .load(&mut &*conn)
        .await
}
