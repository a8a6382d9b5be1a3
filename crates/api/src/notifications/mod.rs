//! Live notifications: [`Wake`] after a commit → [`reader`] → [`Hub`] → one [`stream`] per client.

mod counters;
mod frame;
mod hub;
mod listener;
mod lots;
mod reader;
pub mod stream;
mod wake;

use common::{IdLot, IdProspect, IdUtilisateur};
pub use counters::count_once;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
pub use hub::Hub;
pub use lots::send_lots_once;
pub use reader::read_once;
use tokio::sync::watch;
pub use wake::Wake;

use crate::state::AppState;

/// Announces a changed record, so that its viewers fetch it again. Call it after each commit that wrote a record
/// outside an action.
pub fn record_changed(state: &AppState, id: &IdProspect) {
    frame::send_records(&state.hub, &wake::Records { ids: [id.clone()].into(), ..wake::Records::default() });
    state.wake.record_changed(id.clone());
}

/// Announces that all records changed. Call it after a commit that changed data that every record shows.
pub fn all_records_changed(state: &AppState) {
    frame::send_records(&state.hub, &wake::Records { many: true, ..wake::Records::default() });
    state.wake.all_records_changed();
}

/// Announces a changed record and the catalogue to every instance when the transaction commits, for a change of a record
/// that the request is not about. It is rare: `NOTIFY` takes a lock until the commit is on disk.
pub async fn tell_record_changed(conn: &mut AsyncPgConnection, id: &IdProspect) -> diesel::QueryResult<()> {
    let records = wake::Records { catalogue: true, ids: [id.clone()].into(), ..wake::Records::default() };
    tell(conn, format!("transaction  {} ", records.to_text())).await
}

/// Announces the progress of a bulk change, and wakes its worker. Call it after each commit that changed the lot or one
/// of its rows.
pub fn lot_changed(state: &AppState, id: IdLot) {
    state.wake.lot_changed(id);
}

/// Announces a changed catalogue, so that its viewers fetch it again. Call it after each commit that changed a
/// formation, a session or the required documents.
pub fn catalogue_changed(state: &AppState) {
    frame::send_records(&state.hub, &wake::Records { catalogue: true, ..wake::Records::default() });
    state.wake.catalogue_changed();
}

/// Makes every instance forget the logins that it remembers, checks the open streams of these people and ends those
/// that may not continue. Call it after each commit that ended sessions of the people or changed their roles.
pub async fn logins_changed(
    state: &AppState,
    conn: &mut AsyncPgConnection,
    people: impl IntoIterator<Item = IdUtilisateur>,
) {
    state.logins.forget_everywhere(conn).await;
    let people = wake::People { everyone: false, ids: people.into_iter().collect() };
    state.hub.check_logins(&people);
    state.wake.logins_changed(people);
}

/// Ends streams as [`logins_changed`] does, from a command: it notifies every running instance.
pub async fn tell_logins_changed(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
) -> diesel::QueryResult<()> {
    let logins = wake::People { everyone: false, ids: [id_utilisateur].into() };
    tell(conn, format!("command   {}", logins.to_text())).await
}

/// Sends a notice to every instance, this one included, when the transaction commits.
async fn tell(conn: &mut AsyncPgConnection, notice: String) -> diesel::QueryResult<()> {
    diesel::sql_query("SELECT pg_notify('admissions', $1)")
        .bind::<diesel::sql_types::Text, _>(notice)
        .execute(conn)
        .await?;
    Ok(())
}

/// Runs the loops of the live stream until `shutdown`, then closes the open streams.
pub async fn run(state: AppState, shutdown: watch::Receiver<bool>) {
    tokio::join!(
        listener::run(state.clone(), shutdown.clone()),
        counters::run(state.clone(), shutdown.clone()),
        lots::run(state.clone(), shutdown.clone()),
        reader::run(state, shutdown),
    );
}
