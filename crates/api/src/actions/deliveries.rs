//! Records the calls that n8n accepted, those that end together in one transaction.

use common::{EvenementAction, IdAction, TypeAction};
use diesel_async::AsyncConnection as _;

use super::breaker::{self, Tried, WAITING};
use crate::db;
use crate::db::outbox::Delivery;
use crate::error::ApiResult;
use crate::n8n::Reach;
use crate::notifications;
use crate::state::AppState;

/// Records an accepted call. Returns false when a callback has ended the action, or when the transaction failed: the
/// caller then records the call alone.
pub(super) async fn record(state: &AppState, delivery: Delivery) -> bool {
    let shared = state.clone();
    state.deliveries.write(delivery, |calls| record_all(shared, calls)).await.is_some()
}

/// Returns a result for each call that was recorded.
async fn record_all(state: AppState, calls: Vec<Delivery>) -> Vec<Option<()>> {
    let recorded = match write(&state, &calls).await {
        Ok((recorded, turned)) => {
            if turned {
                notifications::all_records_changed(&state);
            }
            recorded
        }
        Err(error) => {
            tracing::warn!(
                calls = calls.len(),
                error = error.cause(),
                "accepted calls are recorded one by one"
            );
            Vec::new()
        }
    };
    calls.iter().map(|call| recorded.contains(&call.id).then_some(())).collect()
}

/// Writes accepted calls in one transaction. Returns the actions that were recorded, and true when that closed a
/// breaker.
async fn write(state: &AppState, calls: &[Delivery]) -> ApiResult<(Vec<IdAction>, bool)> {
    let mut conn = state.pool.get().await?;
    let written = conn.transaction(async |conn| {
        let recorded = db::outbox::deliver_all(conn, calls, WAITING).await?;
        let calls = calls.iter().filter(|call| recorded.contains(&call.id));
        let events = calls.clone().map(|call| (call.id, call.at, call.detail.as_str()));
        db::action_events::insert_all(conn, EvenementAction::Livree, events).await?;
        let mut turned = false;
        for type_action in TypeAction::ALL {
            if calls.clone().any(|call| call.type_action == *type_action) {
                let tried = Tried { type_action: *type_action, reach: Reach::Answers, lease_end: None };
                turned |= breaker::note(conn, state, tried).await;
            }
        }
        ApiResult::Ok((recorded, turned))
    });
    written.await
}
