//! Marks the next touch of a prospect as done, and sets the following one.

use chrono::NaiveDate;
use common::relance::SuiteRequest;
use common::{IdProspect, OperationAudit};
use diesel_async::AsyncConnection as _;

use super::change::{lock_version, save};
use super::touch;
use crate::contact::Check;
use crate::db::audit::Auteur;
use crate::echeances;
use crate::error::{ApiError, ApiResult};
use crate::notifications::record_changed;
use crate::state::AppState;

/// Ends the next touch of a prospect, if `may_change` accepts the version of the record, and sets the following one.
/// The version changes, so that a second click is refused. Returns the requested day when the school is closed on it.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 412 when the record has another version, 422 with the
/// invalid fields.
pub async fn finish_touch(
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    suite: Option<&SuiteRequest>,
) -> ApiResult<Option<NaiveDate>> {
    let mut conn = state.pool.get().await?;
    let moved_from = conn
        .transaction::<_, ApiError, _>(async |conn| {
            let old = lock_version(conn, id, may_change).await?;
            let (mut check, mut new) = (Check::default(), old.clone());
            let subject = new.relance_objet.take();
            new.relance_le = None;
            let asked = touch::Asked {
                le: Some(suite.map(|suite| &suite.relance_le)),
                heure: Some(suite.and_then(|suite| suite.relance_heure.as_ref())),
                objet: Some(suite.and_then(|suite| suite.relance_objet.as_deref().or(subject.as_deref()))),
                path: "suite.",
            };
            let calendar = echeances::calendar(conn, state).await?;
            let moved_from = touch::write(&mut check, &mut new, &asked, (state.clock.today(), &calendar));
            check.finish()?;
            save(conn, state, auteur, id, OperationAudit::RelanceFaite, (&old, &new)).await?;
            Ok(moved_from)
        })
        .await?;
    record_changed(state, id);
    Ok(moved_from)
}
