//! Section "Clés d’accès" of the team page: the keys of programs.

mod create;
mod list;
mod page_state;
mod revoke;
mod secret;

use leptos::prelude::*;

use self::create::CreateDialog;
use self::list::List;
use self::page_state::ClesState;
use self::revoke::RevokeDialog;
use crate::ui::Button;

/// The section.
#[component]
pub(super) fn Cles() -> impl IntoView {
    let page = ClesState::provide();
    view! {
        <section class="cles" aria-labelledby="cles">
            <div class="cles-bar">
                <h2 id="cles">"Clés d’accès"</h2>
                <p class="muted small">
                    "Pour les programmes de l’école\u{a0}: chacun a sa clé, limitée à ce qu’il doit faire. Celle de n8n est réglée sur le \
                     serveur."
                </p>
                <Button on_press=move || page.create.set(true)>"Créer une clé"</Button>
            </div>
            <List/>
        </section>
        <CreateDialog/>
        <RevokeDialog/>
    }
}
