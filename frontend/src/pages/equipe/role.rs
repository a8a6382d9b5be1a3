//! Dialog "Rôle": changes the role of an account.

use common::Role;
use common::compte::ChangeUtilisateurRequest;
use leptos::prelude::*;

use super::invite::roles;
use super::page_state::{EquipeState, change, is_mine, name, use_equipe};
use crate::parts::confirm::Confirm;
use crate::reactive::{Signal, effect, memo, piece};
use crate::ui::RadioList;

/// The dialog.
#[component]
pub(super) fn RoleDialog() -> impl IntoView {
    let page = use_equipe();
    let (open, failure, chosen) = (page.role, RwSignal::new(None), RwSignal::new(String::new()));
    effect(move || {
        if open.get() {
            chosen.set(untrack(|| page.whom()).map_or("", |one| one.role.as_str()).to_owned());
        }
    });
    let changing = change(open, failure, |one| {
        ["Nouveau rôle de ", &name(one), "\u{a0}: ", one.role.libelle()].concat()
    });
    let save = move || {
        let role: Option<Role> = chosen.with_untracked(|word| word.parse().ok());
        if let Some(one) = untrack(|| page.whom()) {
            changing.start((one.id_utilisateur, ChangeUtilisateurRequest { role, actif: None }));
        }
    };
    view! {
        <Confirm
            open
            title=Signal::derive(move || ["Rôle de ", &page.name()].concat())
            act="Enregistrer le rôle"
            busy=changing.busy
            failure
            on_confirm=save
        >
            <RadioList legend="Rôle" value=chosen options=Signal::stored(roles())/>
            <p class="muted small">"Un autre rôle déconnecte cette personne, partout."</p>
            <OwnRole page chosen/>
        </Confirm>
    }
}

/// Warns a person who gives up the role ADMIN.
#[component]
fn OwnRole(page: EquipeState, chosen: RwSignal<String>) -> impl IntoView {
    let leaving = memo(move || {
        page.whom().is_some_and(|one| is_mine(&one)) && chosen.with(|word| word != Role::Admin.as_str())
    });
    piece(move || {
        leaving.get().then(|| {
            view! {
                <p class="callout callout-warning">"C’est votre compte\u{a0}: vous n’aurez plus accès à cette application."</p>
            }
            .into_any()
        })
    })
}
