//! Badges of severity and resolution: colour, icon and word.

use common::Severite;
use leptos::prelude::*;

use crate::ui::{Badge, Icon, Tone};

/// The severity.
#[component]
pub(super) fn SeverityBadge(severite: Severite) -> impl IntoView {
    let (tone, icon) = match severite {
        Severite::Info => (Tone::Info, Icon::Info),
        Severite::Warning => (Tone::Warning, Icon::Warning),
        Severite::Erreur => (Tone::Danger, Icon::ErrorCircle),
        Severite::Critique => (Tone::Danger, Icon::Journal),
    };
    view! { <Badge tone icon>{severite.libelle()}</Badge> }
}

/// The resolution.
#[component]
pub(super) fn ResolutionBadge(resolu: bool) -> impl IntoView {
    let (tone, icon, text) = if resolu {
        (Tone::Success, Icon::CheckCircle, "Résolue")
    } else {
        (Tone::Neutral, Icon::Hourglass, "Non résolue")
    };
    view! { <Badge tone icon>{text}</Badge> }
}
