//! Progress of a bulk change, and its launch.

use common::{IdLot, Lot};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::lot::{percent, progress, results};
use crate::model::wish::LastWish;
use crate::reactive::memo;
use crate::state::{Mutation, Topic, invalidate, mutation};
use crate::ui::Progress;

/// The bar, and the numbers of rows by result. Screen readers hear each quarter.
#[component]
pub(crate) fn LotProgress(
    /// The bulk change.
    #[prop(into)]
    lot: Signal<Option<Lot>>,
) -> impl IntoView {
    let told = move |tell: fn(&Lot) -> String| {
        memo(move || lot.with(|lot| lot.as_ref().map(tell).unwrap_or_default()))
    };
    let value = memo(move || lot.with(|lot| lot.as_ref().map(percent)));
    let quarter = memo(move || value.get().map(|value| [&(value / 25 * 25).to_string(), "\u{a0}%"].concat()));
    view! {
        <div class="lot-progress">
            <Progress value label="Avancement de l’action groupée"/>
            <p class="num">{told(progress)}</p>
            <p class="num small muted">{told(results)}</p>
            <span class="sr-only" role="status">{quarter}</span>
        </div>
    }
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
