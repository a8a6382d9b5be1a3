//! Finds the other records that have a typed address or number, before the record is saved.

use std::time::Duration;

use common::IdProspect;
use common::prospect::AdressePartagee;
use common::prospect_requests::ListPartagesRequest;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::state::PersonState;
use crate::api;
use crate::model::person::PersonForm;
use crate::reactive::{Memo, Signal, effect, memo};
use crate::state::{Keep, query};

/// Delay after the last key before the service is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// Returns the other records that have a typed value that `base` does not have. Empty while a value is incomplete, and
/// when the service fails: the response of the save then names them.
pub(super) fn sharing(state: PersonState, id: IdProspect, base: PersonForm) -> Signal<Vec<AdressePartagee>> {
    let typed = settled(memo(move || state.tracked().added_coordinates(&base)));
    let others = query(
        Keep::SameKey,
        move || typed.get(),
        |_, _| false,
        move |typed| {
            let id = id.clone();
            async move { Ok(api::prospects::sharing(&id, &typed).await.unwrap_or_default()) }
        },
    );
    Signal::derive(move || others.get().unwrap_or_default())
}

/// Returns a value once it has not changed for [`PAUSE`].
fn settled(value: Memo<Option<ListPartagesRequest>>) -> RwSignal<Option<ListPartagesRequest>> {
    let settled = RwSignal::new(None);
    let timer: StoredValue<Option<TimeoutHandle>, LocalStorage> = StoredValue::new_local(None);
    let cancel = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    effect(move || {
        let now = value.get();
        cancel();
        let settle = move || {
            let _ = settled.try_set(now);
        };
        timer.set_value(set_timeout_with_handle(settle, PAUSE).ok());
    });
    on_cleanup(cancel);
    settled
}
