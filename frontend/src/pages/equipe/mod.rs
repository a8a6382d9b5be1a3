//! Page of the team: accounts, roles, invitations, and the keys of programs.

mod activation;
mod cles;
mod factor;
mod handover;
mod invite;
mod link;
mod list;
mod page_state;
mod role;
mod row;

use leptos::prelude::*;

use self::activation::ActivationDialog;
use self::cles::Cles;
use self::factor::FactorDialog;
use self::invite::InviteDialog;
use self::link::LinkDialog;
use self::list::List;
use self::page_state::EquipeState;
use self::role::RoleDialog;
use crate::paths;
use crate::state::{Command, use_commands, use_page_title};
use crate::ui::{Button, ButtonKind, Icon, LinkButton};

/// The page.
#[component]
pub(crate) fn EquipePage() -> impl IntoView {
    use_page_title("Équipe");
    let page = EquipeState::provide();
    use_commands(move || vec![Command::new("Inviter quelqu’un", Icon::Id, move || page.invite.set(true))]);
    view! {
        <div class="page page-scroll">
            <div class="page-bar equipe-bar">
                <p class="muted">"Les personnes de l’école qui se connectent, et ce que chacune peut faire."</p>
                <LinkButton href=paths::ACTIVITE icon=Icon::Clock>"Activité"</LinkButton>
                <LinkButton href=paths::LOTS icon=Icon::CheckAll>"Actions groupées"</LinkButton>
                <LinkButton href=paths::SECURITE icon=Icon::Shield>"Journal de sécurité"</LinkButton>
                <Button kind=ButtonKind::Primary on_press=move || page.invite.set(true)>"Inviter quelqu’un"</Button>
            </div>
            <List/>
            <Cles/>
        </div>
        <InviteDialog/>
        <LinkDialog/>
        <RoleDialog/>
        <ActivationDialog/>
        <FactorDialog/>
    }
}
