//! What a conversion does: nobody confirms what they do not know.

use leptos::prelude::*;

/// The list of what happens.
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
