//! Explains the effects of a conversion before the confirmation.

use leptos::prelude::*;

/// The list of effects.
#[component]
pub(super) fn Consequences() -> impl IntoView {
    view! {
        <section class="convert-consequences">
            <h3>"Ce qui va se passer"</h3>
            <ul>
                <li>"Statut changé en CANDIDAT"</li>
                <li>"Numéro de dossier généré"</li>
                <li>"Dossier Google Drive créé"</li>
                <li>"Sous-dossiers de la formation créés"</li>
                <li>"Documents requis listés"</li>
                <li>"Prospect masqué de la liste"</li>
            </ul>
        </section>
    }
}
