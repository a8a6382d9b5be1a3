//! Indicator of the live connection: each state has a colour, a shape and a word.

use leptos::prelude::*;

use crate::state::{StreamState, use_stream};

/// Shows whether the event stream is connected.
#[component]
pub(super) fn Connection() -> impl IntoView {
    let stream = use_stream();
    let look = move || match stream.state() {
        StreamState::Live => ("live", "En direct", "Les changements s’affichent d’eux-mêmes"),
        StreamState::Reconnecting => ("wait", "Reconnexion…", "Connexion au service en cours"),
        StreamState::Offline => {
            ("off", "Hors ligne", "Le service ne répond pas\u{a0}: ce qui est affiché peut être ancien")
        }
    };
    view! {
        <p class="connection" role="status" data-state=move || look().0 title=move || look().2>
            <span class="connection-dot" aria-hidden="true"></span>
            <span class="connection-text">{move || look().1}</span>
        </p>
    }
}
