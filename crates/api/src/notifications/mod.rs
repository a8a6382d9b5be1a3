//! What people are told, live: [`Wake`] after a commit → [`reader`] → [`Hub`] → one [`stream`] a client.

mod counters;
mod frame;
mod hub;
mod listener;
mod reader;
pub mod stream;
mod wake;

use common::IdProspect;
pub use counters::count_once;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
pub use hub::Hub;
pub use reader::read_once;
use tokio::sync::watch;
pub use wake::Wake;

use crate::state::AppState;

/// Call it after each commit that wrote this record outside of an action: whoever sees it reads it again.
pub fn record_changed(state: &AppState, id: &IdProspect) {
    frame::send_records(&state.hub, &wake::Records { many: false, ids: [id.clone()].into() });
    state.wake.record_changed(id.clone());
}

/// Call it after a commit that changed what every record shows.
pub fn all_records_changed(state: &AppState) {
    frame::send_records(&state.hub, &wake::Records { many: true, ..wake::Records::default() });
    state.wake.all_records_changed();
}

/// Call it after each commit that ended sessions of a person, or changed what this person may do: open streams that may not
/// go on end at once.
pub fn logins_changed(state: &AppState, id_utilisateur: i64) {
    state.hub.check_logins(&wake::People { everyone: false, ids: [id_utilisateur].into() });
    state.wake.logins_changed(id_utilisateur);
}

/// As [`logins_changed`], for a command: it tells every instance that runs.
pub async fn tell_logins_changed(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
) -> diesel::QueryResult<()> {
    let logins = wake::People { everyone: false, ids: [id_utilisateur].into() };
    diesel::sql_query("SELECT pg_notify('admissions', $1)")
        .bind::<diesel::sql_types::Text, _>(format!("command   {}", logins.to_text()))
        .execute(conn)
        .await?;
    Ok(())
}

/// The loops of the live stream, until `shutdown`; then the open streams are closed.
pub async fn run(state: AppState, shutdown: watch::Receiver<bool>) {
    tokio::join!(
        listener::run(state.clone(), shutdown.clone()),
        counters::run(state.clone(), shutdown.clone()),
        reader::run(state, shutdown),
    );
}
