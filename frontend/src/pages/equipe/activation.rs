//! Dialog that deactivates or reactivates an account.

use common::compte::{ChangeUtilisateurRequest, Compte};
use leptos::prelude::*;

use super::page_state::{change, is_mine, name, use_equipe};
use crate::model::format;
use crate::parts::confirm::Confirm;
use crate::reactive::{Signal, piece};
use crate::ui::ButtonKind;

/// The dialog.
#[component]
pub(super) fn ActivationDialog() -> impl IntoView {
    let page = use_equipe();
    let (open, failure) = (page.activation, RwSignal::new(None));
    let active = move || page.whom().is_some_and(|one| one.actif);
    let changing = change(open, failure, |one| {
        [
            name(one).as_str(),
            if one.actif { " peut de nouveau se connecter" } else { " ne peut plus se connecter" },
        ]
        .concat()
    });
    let confirm = move || {
        if let Some(one) = untrack(|| page.whom()) {
            let request = ChangeUtilisateurRequest { role: None, actif: Some(!one.actif) };
            changing.start((one.id_utilisateur, request));
        }
    };
    view! {
        <Confirm
            open
            title=Signal::derive(move || {
                let act = if active() { "Désactiver" } else { "Réactiver" };
                [act, " le compte de ", &page.name(), "\u{a0}?"].concat()
            })
            act=Signal::derive(move || if active() { "Désactiver le compte" } else { "Réactiver le compte" }.to_owned())
            kind=ButtonKind::Primary
            busy=changing.busy
            failure
            on_confirm=confirm
        >
            {piece(move || page.whom().map(|one| meaning(&one)))}
        </Confirm>
    }
}

/// Explains the effect.
fn meaning(compte: &Compte) -> AnyView {
    if !compte.actif {
        let way = if compte.mot_de_passe_defini {
            "avec son mot de passe d’avant"
        } else {
            "une fois son mot de passe choisi par un nouveau lien"
        };
        return view! {
            <p>"Cette personne pourra se connecter de nouveau, " {way} ", avec le rôle «\u{a0}" {compte.role.libelle()} "\u{a0}»."</p>
        }
        .into_any();
    }
    let own = is_mine(compte).then(|| {
        view! { <p class="callout callout-warning">"C’est votre compte\u{a0}: vous serez déconnecté aussitôt."</p> }
            .into_any()
    });
    let followed = (compte.prospects_suivis > 0).then(|| {
        let many = format::count(compte.prospects_suivis, "prospect", "prospects");
        view! {
            <p>"Elle suit " {many} "\u{a0}: ils restent à son nom, et «\u{a0}Ma journée\u{a0}» les montre sous «\u{a0}Pour personne\u{a0}»."</p>
        }
        .into_any()
    });
    view! {
        <p>
            "Cette personne est déconnectée aussitôt, partout, et ne peut plus se connecter. Son lien d’invitation, si elle en a un, \
             ne sert plus."
        </p>
        <p>"Rien n’est effacé\u{a0}: ce qu’elle a fait garde son nom, et le compte peut être réactivé."</p>
        {followed}
        {own}
    }
    .into_any()
}
