//! Helpers to insert notifications directly, distinguished by title.

use crate::app::{TestApp, until};
use crate::db::TestDb;

/// Inserts a notification for this audience; returns its id.
pub async fn notify(db: &TestDb, audience: &str, titre: &str) -> i64 {
    db.count(&format!("{} RETURNING id AS count", insertion(audience, titre))).await
}

/// Returns the SQL of [`notify`].
pub fn insertion(audience: &str, titre: &str) -> String {
    format!(
        "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
         VALUES ('SYSTEM', 'ACTION_SUCCESS', 'NORMALE', '{titre}', 'Message', '{audience}', '2026-11-05T09:00:00Z')"
    )
}

/// Inserts this number of notifications for admins in one transaction, titled `N1`, `N2`…
pub async fn notify_many(db: &TestDb, number: usize) {
    db.execute(&format!(
        "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
         SELECT 'SYSTEM', 'ACTION_SUCCESS', 'NORMALE', 'N' || i, 'Message', 'ADMIN', '2026-11-05T09:00:00Z'
         FROM generate_series(1, {number}) i"
    ))
    .await;
}

/// Returns the titles of [`notify_many`].
pub fn titles(numbers: std::ops::RangeInclusive<usize>) -> Vec<String> {
    numbers.map(|n| format!("N{n}")).collect()
}

/// Runs the reader until this number of events was sent, because transactions of other tests may delay rows.
pub async fn stream(app: &TestApp, events: usize) {
    let mut sent = 0;
    until(async || {
        sent += app.stream_changes().await;
        (sent >= events).then_some(())
    })
    .await;
    assert_eq!(sent, events);
}

/// Waits until committed rows lie below the horizon. The first stream of an instance starts at the horizon, which
/// transactions of other tests may hold back.
pub async fn settle(db: &TestDb) {
    let ahead = "SELECT count(*) AS count FROM notifications
        WHERE transaction_id >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    until(async || (db.count(ahead).await == 0).then_some(())).await;
}
