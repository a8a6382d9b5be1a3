//! Lists the other records that have one of the addresses or numbers typed into a record.

use common::IdProspect;
use common::prospect::AdressePartagee;
use common::prospect_requests::ListPartagesRequest;

use crate::contact::Check;
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Lists the other records that have one of these addresses or numbers.
///
/// # Errors
/// 404 for an unknown prospect, 422 with the invalid addresses and numbers.
pub async fn list_sharing(
    state: &AppState,
    id: &IdProspect,
    asked: &ListPartagesRequest,
) -> ApiResult<Vec<AdressePartagee>> {
    let mut check = Check::default();
    let named = |list: &'static str| move |(at, typed)| (format!("{list}[{at}]"), String::as_str(typed));
    let emails = check.emails(asked.emails.iter().enumerate().map(named("emails")));
    let telephones = check.telephones(asked.telephones.iter().enumerate().map(named("telephones")));
    check.finish()?;
    let mut conn = state.pool.get().await?;
    if !db::prospects::exists(&mut conn, id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    Ok(db::prospects::list_sharing(&conn, id, &emails, &telephones).await?)
}
