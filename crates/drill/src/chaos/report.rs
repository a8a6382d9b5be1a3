//! Prints the progress and the result of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::Show;
use super::judge::Action;
use crate::database::Database;

/// Maximum number of printed violations of a kind.
const SHOWN: usize = 10;

/// Prints a line of progress.
pub(super) fn say(line: &str) {
    println!("chaos: {line}");
}

/// Loads every action.
pub(super) async fn actions(database: &Database) -> anyhow::Result<Vec<Action>> {
    let sql = "SELECT id_conversion, statut_action, partielle, c.cle_idempotence, coalesce(l.etat = 'ARRETE', false)
        FROM conversions_en_cours c LEFT JOIN lots l USING (id_lot)";
    let rows = database.connect().await?.query(sql, &[]).await?;
    let action = |row: &tokio_postgres::Row| Action {
        id: row.get(0),
        statut: row.get(1),
        is_partial: row.get(2),
        key: row.get(3),
        is_stopped: row.get(4),
    };
    Ok(rows.iter().map(action).collect())
}

/// Prints the table and the violations; returns true when there are none.
pub(super) async fn print(show: &Show) -> anyhow::Result<bool> {
    let actions = actions(&show.stage.database).await?;
    let ended = |wanted: &dyn Fn(&&Action) -> bool| actions.iter().filter(wanted).count().to_string();
    let (counts, violations) =
        show.stage.ledger.with(|entries| (entries.counts.clone(), entries.violations.clone()));
    let record = show.stage.n8n.record();
    let heard: Vec<_> = show.pages.iter().map(|page| page.heard(|heard| heard.clone())).collect();
    let sum = |of: fn(&crate::stream::Heard) -> u64| heard.iter().map(of).sum::<u64>().to_string();
    println!();
    for (name, value) in [
        ("clicks", counts.clicks.to_string()),
        ("answered 202", counts.accepted.to_string()),
        ("answered 409", counts.conflicts.to_string()),
        ("answered 422", counts.invalid.to_string()),
        ("answered 503", counts.unavailable.to_string()),
        ("connections refused or broken", counts.cut_off.to_string()),
        ("kill -9 of an API", counts.kills.to_string()),
        ("rolling restarts of an API", counts.rolls.to_string()),
        ("restarts of PostgreSQL", counts.restarts.to_string()),
        ("failovers to its standby", counts.failovers.to_string()),
        ("cuts of all its connections", counts.cuts.to_string()),
        ("outages of n8n", counts.outages.to_string()),
        ("webhooks that n8n received", record.calls.len().to_string()),
        ("results that n8n reported", record.reports.len().to_string()),
        ("actions TERMINEE", ended(&|action| action.statut == "TERMINEE")),
        ("actions ERREUR", ended(&|action| action.statut == "ERREUR" && !action.is_partial)),
        ("actions ERREUR, partial", ended(&|action| action.statut == "ERREUR" && action.is_partial)),
        ("actions ANNULEE", ended(&|action| action.statut == "ANNULEE")),
        ("notifications", BTreeSet::from_iter(show.notifications().await?.concat()).len().to_string()),
        ("openings of the two live streams", sum(|heard| heard.openings)),
        ("lists read again (resync)", sum(|heard| heard.resyncs)),
    ] {
        println!("  {name:<34} {value:>8}");
    }
    let mut by_kind = BTreeMap::<&str, Vec<&str>>::new();
    for violation in &violations {
        by_kind.entry(&violation.what).or_default().push(&violation.evidence);
    }
    for (what, evidence) in &by_kind {
        println!("\n  {what}: {}", evidence.len());
        evidence.iter().take(SHOWN).for_each(|one| println!("    {one}"));
    }
    let kinds = by_kind.iter().map(|(what, all)| format!("{what} ({})", all.len())).collect::<Vec<_>>();
    println!("\n{} violation(s) {}", violations.len(), kinds.join(", "));
    Ok(violations.is_empty())
}
