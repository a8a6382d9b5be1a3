//! Reads committed rows in an order without gaps and sends them to the open streams of this instance.
//!
//! Each process has one reader, so clients cost no query. [`crate::db::notifications::flux`] defines the order and
//! explains it.

use std::time::Duration;

use common::notification::Notification;
use common::{Action, Audience, IdUtilisateur};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use tokio::sync::watch;

use super::frame;
use super::hub::{Cursors, Hub, Sent};
use crate::db::notifications::flux::{self, Horizon, Position};
use crate::state::AppState;

/// Maximum number of rows per query.
const BATCH: i64 = 256;
/// Interval of polling, which bounds the delay after a lost wake-up.
const SLOW_POLL: Duration = Duration::from_secs(1);
/// Delay before reading again when a visible row waits for an older transaction to end.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Time between two readings, which gathers the events of a burst.
const GATHER: Duration = Duration::from_millis(10);

/// The outcome of a reading.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    /// Number of events sent.
    sent: usize,
    /// True when visible rows could not be sent yet.
    more_soon: bool,
}

/// Reads until `shutdown`.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    let mut healthy = true;
    loop {
        state.pulses.stream.beat();
        let reading = read(&state).await;
        if let Err(error) = &reading
            && healthy
        {
            tracing::error!(
                error = format!("{error:#}"),
                "the live stream can't read its events; trying again every second"
            );
        } else if reading.is_ok() && !healthy {
            tracing::info!("the live stream reads its events again");
        }
        healthy = reading.is_ok();
        tokio::time::sleep(GATHER).await;
        let pause = if reading.is_ok_and(|reading| reading.more_soon) { LOOK_AGAIN } else { SLOW_POLL };
        tokio::select! {
            () = state.wake.reader().notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
    }
}

/// Reads and sends the events that are ready; returns their number. The first call only finds the current position,
/// because earlier commits are not news.
pub async fn read_once(state: &AppState) -> anyhow::Result<usize> {
    Ok(read(state).await?.sent)
}

/// Makes sure that the hub knows the current position.
pub(super) async fn start(state: &AppState) -> anyhow::Result<()> {
    if state.hub.reading.lock().await.is_none() {
        read(state).await?;
    }
    Ok(())
}

async fn read(state: &AppState) -> anyhow::Result<Reading> {
    let mut cursors = state.hub.reading.lock().await;
    let mut conn = state.pool.get().await?;
    let Some(cursors) = &mut *cursors else {
        *cursors = Some(first_cursors(&mut conn, &state.hub).await?);
        return Ok(Reading::default());
    };
    let horizon = horizon(&mut conn, cursors.held_back).await?;
    let mut reading = Reading::default();
    send_actions(&mut conn, &state.hub, horizon, &mut cursors.actions, &mut reading).await?;
    let before = reading.sent;
    send_notifications(&mut conn, &state.hub, horizon, &mut cursors.notifications, &mut reading).await?;
    if reading.sent > before {
        state.wake.recount();
    }
    cursors.held_back = reading.more_soon.then_some(horizon.oldest_running);
    Ok(reading)
}

/// Returns the horizon. Uses the costly query only when one transaction blocks two readings in a row.
async fn horizon(conn: &mut AsyncPgConnection, held_back: Option<i64>) -> QueryResult<Horizon> {
    let horizon = flux::horizon(conn).await?;
    if held_back.is_some_and(|oldest| oldest >= horizon.oldest_running) {
        return flux::horizon_of_this_database(conn).await;
    }
    Ok(horizon)
}

async fn first_cursors(conn: &mut AsyncPgConnection, hub: &Hub) -> anyhow::Result<Cursors> {
    let restored = flux::settle_restored(conn).await?;
    if restored > 0 {
        tracing::warn!(
            restored,
            "notifications of another server were put at the beginning of the live stream"
        );
    }
    let present = flux::horizon(conn).await?.edge();
    let notifications = flux::find_last(conn, present).await?;
    let actions = flux::find_last_action(conn, present).await?;
    hub.send_notifications(Vec::new(), notifications);
    Ok(Cursors { notifications, actions, held_back: None })
}

async fn send_actions(
    conn: &mut AsyncPgConnection,
    hub: &Hub,
    horizon: Horizon,
    cursor: &mut Position,
    reading: &mut Reading,
) -> anyhow::Result<()> {
    loop {
        let after = from(*cursor, horizon);
        let rows = flux::list_changed_actions(conn, after, horizon.next, BATCH).await?;
        let places = rows.iter().map(|(transaction, row)| place(*transaction, row.id().get()));
        let step = Step::new(places, after, horizon);
        for (_, row) in rows.into_iter().take(step.settled) {
            hub.send(Audience::Admin, &frame::action(&Action::from(row))?);
        }
        *cursor = step.cursor;
        reading.add(step);
        if !step.is_full {
            return Ok(());
        }
        // Let the streams send these before the next ones.
        tokio::task::yield_now().await;
    }
}

async fn send_notifications(
    conn: &mut AsyncPgConnection,
    hub: &Hub,
    horizon: Horizon,
    cursor: &mut Position,
    reading: &mut Reading,
) -> anyhow::Result<()> {
    loop {
        let after = from(*cursor, horizon);
        let rows = flux::list_after(conn, after, horizon.next, BATCH).await?;
        let rows: Vec<(i64, Option<IdUtilisateur>, Notification)> =
            rows.into_iter().map(|(transaction, row)| (transaction, row.recipient(), row.into())).collect();
        let step =
            Step::new(rows.iter().map(|(transaction, _, one)| place(*transaction, one.id)), after, horizon);
        let mut frames = Vec::with_capacity(step.settled);
        for (_, only, one) in &rows[..step.settled] {
            frames.push((one.audience, Sent { only: *only, frame: frame::notification(one)? }));
        }
        hub.send_notifications(frames, step.cursor);
        *cursor = step.cursor;
        reading.add(step);
        if !step.is_full {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

fn place(transaction_id: i64, id: i64) -> Position {
    Position { transaction_id, id }
}

/// Returns the position to read from. A promoted standby may be behind the server whose transactions were counted.
fn from(cursor: Position, horizon: Horizon) -> Position {
    if cursor.transaction_id >= horizon.next { horizon.edge() } else { cursor }
}

impl Reading {
    fn add(&mut self, step: Step) {
        self.sent += step.settled;
        self.more_soon |= step.more_soon;
    }
}

/// The rows of one query that can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    /// Number of rows that can be sent.
    settled: usize,
    /// Position up to which the table is then read.
    cursor: Position,
    /// True when some rows cannot be sent yet.
    more_soon: bool,
    /// True when more rows may be ready.
    is_full: bool,
}

impl Step {
    fn new(places: impl ExactSizeIterator<Item = Position>, after: Position, horizon: Horizon) -> Self {
        let rows = places.len();
        let settled: Vec<Position> =
            places.take_while(|place| place.transaction_id < horizon.oldest_running).collect();
        let is_full = settled.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
        Self {
            settled: settled.len(),
            // The cursor is the last row, never the horizon. A row's transaction is on disk, but a crash may lose a
            // transaction that wrote none of these rows and reuse its number for one that does.
            cursor: settled.last().copied().unwrap_or(after),
            more_soon: settled.len() < rows,
            is_full,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HORIZON: Horizon = Horizon { oldest_running: 10, next: 15 };
    const AFTER: Position = Position { transaction_id: 8, id: 1 };

    #[test]
    fn a_row_beside_a_running_transaction_waits() {
        let step = Step::new([place(8, 3), place(9, 1), place(12, 2)].into_iter(), AFTER, HORIZON);
        assert_eq!(step, Step { settled: 2, cursor: place(9, 1), more_soon: true, is_full: false });
    }

    #[test]
    fn a_full_batch_is_followed_by_another() {
        let rows: Vec<Position> = (1..=BATCH).map(|id| place(8, id)).collect();
        let step = Step::new(rows.into_iter(), AFTER, HORIZON);
        assert_eq!(step.cursor, place(8, BATCH));
        assert!(step.is_full && !step.more_soon);
    }

    #[test]
    fn without_rows_the_cursor_stays_at_the_last_row() {
        let step = Step::new(std::iter::empty(), AFTER, HORIZON);
        assert_eq!(step.cursor, AFTER);
    }

    #[test]
    fn a_cursor_beyond_the_oldest_running_transaction_stays_where_it_is() {
        let after = place(12, 5);
        assert_eq!(from(after, HORIZON), after);
    }

    #[test]
    fn a_promoted_standby_is_read_from_its_own_present() {
        assert_eq!(from(place(900, 1), HORIZON), HORIZON.edge());
        assert_eq!(from(place(8, 1), HORIZON), place(8, 1));
    }
}
