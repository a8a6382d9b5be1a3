//! Progress of a bulk change, and its launch.

use common::{IdLot, Lot};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey, json};
use crate::model::lot::{percent, progress, results};
use crate::model::wish::LastWish;
use crate::paths;
use crate::reactive::{Signal, memo};
use crate::state::{
    Keep, Mutation, Query, Topic, invalidate, mutation, on_invalidation, query, use_notifications,
};
use crate::ui::Progress;

/// The bar, and the numbers of rows by result. Screen readers hear each quarter.
#[component]
pub(crate) fn LotProgress(
    /// The bulk change.
    #[prop(into)]
    lot: Signal<Option<Lot>>,
) -> impl IntoView {
    let told = move |tell: fn(&Lot) -> String| {
        let told = memo(move || lot.with(|lot| lot.as_ref().map(tell).unwrap_or_default()));
        move || told.get()
    };
    let value = memo(move || lot.with(|lot| lot.as_ref().map(percent)));
    let quarter = memo(move || value.get().map(|value| [&(value / 25 * 25).to_string(), "\u{a0}%"].concat()));
    view! {
        <div class="lot-progress">
            <Progress value label="Avancement de l’action groupée"/>
            <p class="num">{told(progress)}</p>
            <p class="num small muted">{told(results)}</p>
            <span class="sr-only" role="status">{move || quarter.get()}</span>
        </div>
    }
}

/// The link to the bulk change that did it, after what is said before.
pub(crate) fn of_lot(id: Option<IdLot>) -> Option<AnyView> {
    let link = |id: IdLot| {
        let label = ["action groupée n°\u{a0}", &id.to_string()].concat();
        view! { " · " <a class="link" href=paths::lot(id)>{label}</a> }.into_any()
    };
    id.map(link)
}

/// Calls `take` with the bulk change of each event, while the current component is shown.
pub(crate) fn on_told(take: impl Fn(Lot) + 'static) {
    on_invalidation(move |topic| {
        if let Topic::LotTold(_, told) = topic
            && let Ok(lot) = json::decode(told)
        {
            take(lot);
        }
    });
}

/// Loads a bulk change that is on the screen and follows its events, which hold it whole.
pub(crate) fn followed(id: IdLot) -> Query<Lot> {
    use_notifications().watch(paths::lot(id));
    let lot = query(Keep::SameKey, move || Some(id), |id, topic| *topic == Topic::Lot(*id), api::lots::get);
    on_told(move |told| {
        if told.id_lot == id {
            lot.put(told);
        }
    });
    lot
}

/// Creates the launch of a rehearsed bulk change. A launch that is sent again after a lost response keeps its key.
pub(crate) fn launching(done: impl Fn(Result<Lot, ApiError>) + 'static) -> Mutation<IdLot> {
    let keys = StoredValue::new(LastWish::<IdLot, IdempotencyKey>::default());
    mutation(
        move |id: IdLot| async move {
            let key = keys.try_update_value(|keys| keys.key(&id, IdempotencyKey::new));
            api::lots::launch(id, &key.unwrap_or_else(IdempotencyKey::new)).await
        },
        move |answer: Result<Lot, ApiError>| {
            if let Ok(lot) = &answer {
                invalidate(&Topic::Lot(lot.id_lot));
            }
            done(answer);
        },
    )
}
