//! Tells, before a record is saved, which other records have the addresses and numbers that are typed.

use std::time::Duration;

use common::IdProspect;
use common::prospect::{AdressePartagee, PartagesRequest};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::state::PersonState;
use crate::api;
use crate::model::person::PersonForm;
use crate::reactive::{effect, memo};
use crate::state::{Keep, query};

/// Time after the last key before the service is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// The other records that have what is typed and was not in `base`. None while it is incomplete, or when the service
/// fails: its answer says it again when the record is saved.
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

/// A value, once it has not changed for a moment.
fn settled(value: Memo<Option<PartagesRequest>>) -> RwSignal<Option<PartagesRequest>> {
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
