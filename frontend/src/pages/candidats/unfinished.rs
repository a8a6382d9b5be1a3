//! Explains a partial conversion and offers to finish it.

use common::{Action, IdProspect, StatutAction, TypeAction};
use leptos::prelude::*;

use crate::api;
use crate::model::action::step;
use crate::parts::focus::recover_when_gone;
use crate::parts::relaunch::Relaunch;
use crate::reactive::{Signal, memo, piece};
use crate::state::{Keep, Topic, query};
use crate::ui::{Icon, IconView, LookupFailure};

/// The state of the conversion. The service decides what can be restarted; a second attempt that was also partial
/// replaces the first.
#[component]
pub(super) fn Unfinished(
    /// The converted prospect.
    id: IdProspect,
) -> impl IntoView {
    let actions = query(
        Keep::SameKey,
        move || Some(id.clone()),
        |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
        |id| api::prospects::actions(&id),
    );
    let find = move |wanted: fn(&Action) -> bool| {
        actions.with(|all| {
            let conversions = all?.iter().filter(|one| one.type_action == TypeAction::ConvertirCandidat);
            conversions.into_iter().find(|one| wanted(one)).cloned()
        })
    };
    let running = memo(move || find(|one| one.statut_action == StatutAction::EnCours));
    let relaunchable = memo(move || find(|one| one.relancable));
    let reason = move || relaunchable.get().and_then(|one| one.message_erreur);
    let id_conversion = memo(move || relaunchable.with(|one| one.as_ref().map(|one| one.id_conversion)));
    let there = memo(move || id_conversion.get().is_some());
    recover_when_gone(there, &[(".back-link", 0)]);
    let advice = piece(move || match running.get() {
        Some(action) => ["Une nouvelle tentative est en cours\u{a0}: ", &step(&action), "."].concat(),
        None if there.get() => {
            "Le dossier Drive n’a pas pu être créé\u{a0}: relancez la conversion pour la terminer.".to_owned()
        }
        None => "Le dossier Drive n’a pas pu être créé.".to_owned(),
    });
    view! {
        <div class="callout callout-warning">
            <IconView icon=Icon::Warning/>
            <div class="callout-text">
                <p><strong>"Conversion partielle. "</strong> <span role="status">{advice}</span></p>
                {move || reason().map(|reason| view! { <p class="small">"Raison\u{a0}: " {reason}</p> }.into_any())}
                <LookupFailure
                    title="Actions illisibles"
                    error=Signal::derive(move || actions.failure())
                    on_retry=move || actions.refetch()
                />
            </div>
            {move || id_conversion.get().map(|id_conversion| view! { <Relaunch id_conversion/> }.into_any())}
        </div>
    }
}
