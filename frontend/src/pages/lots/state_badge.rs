//! Badge of the state of a bulk change.

use common::EtatLot;
use leptos::prelude::*;

use crate::model::tone::Tone;
use crate::ui::{Badge, Icon};

/// The badge.
#[component]
pub(super) fn LotBadge(etat: EtatLot) -> impl IntoView {
    let (tone, icon) = match etat {
        EtatLot::Prepare => (Tone::Neutral, Icon::Hourglass),
        EtatLot::EnCours => (Tone::Info, Icon::Clock),
        EtatLot::Termine => (Tone::Success, Icon::CheckCircle),
        EtatLot::Arrete => (Tone::Warning, Icon::Close),
    };
    view! { <Badge tone icon>{etat.libelle()}</Badge> }
}
