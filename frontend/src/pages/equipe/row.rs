//! Row of an account: person, rights, state, buttons.

use common::IdUtilisateur;
use common::compte::Compte;
use leptos::prelude::*;

use super::page_state::{EquipeState, is_mine, name, use_equipe};
use crate::clock::use_minutes;
use crate::model::account::AccountState;
use crate::parts::latch::latch;
use crate::reactive::{Memo, Signal, memo, piece};
use crate::ui::time::{elapsed_ms, format_exact, format_instant};
use crate::ui::{Badge, Button, ButtonKind, Icon, Tone};

/// A row. It keeps its element, and thereby the focus, while its account is listed.
#[component]
pub(super) fn Row(
    /// Identifier of the account.
    id: IdUtilisateur,
    /// The row with the focus; this row sets it.
    focused: StoredValue<Option<IdUtilisateur>>,
) -> impl IntoView {
    let page = use_equipe();
    let compte = latch(move || find(page, id));
    let look = move |look: fn(&Compte) -> String| compte.with(|one| one.as_ref().map(look));
    let mine = memo(move || compte.with(|one| one.as_ref().is_some_and(is_mine)));
    let me = piece(move || mine.get().then(|| view! { <Badge tone=Tone::Accent>"vous"</Badge> }.into_any()));
    let role = piece(move || look(|one| one.role.libelle().to_owned()));
    let state = piece(move || compte.get().map(|one| state(&one)));
    view! {
        <li
            class="equipe-row"
            on:focusin=move |_| focused.set_value(Some(id))
            // A moved element loses the focus without a new target, which does not count as leaving the row.
            on:focusout=move |event| {
                if event.related_target().is_some() {
                    focused.set_value(None);
                }
            }
        >
            <div class="equipe-who">
                <p class="row"><strong>{move || look(name)}</strong> {me}</p>
                <p class="muted small equipe-email">{move || look(|one| one.email.clone())}</p>
            </div>
            <p class="equipe-role">{role}</p>
            <div class="equipe-state">{state}</div>
            <Acts compte mine/>
        </li>
    }
}

fn find(page: EquipeState, id: IdUtilisateur) -> Option<Compte> {
    page.list.with(|list| list?.data.iter().find(|one| one.id_utilisateur == id).cloned())
}

/// Shows the state of the account, and the expiry of a link.
fn state(compte: &Compte) -> AnyView {
    let until = compte.date_expiration_invitation.as_ref();
    let expired = until.is_some_and(|until| elapsed_ms(until, use_minutes().get()) > 0);
    let standing = AccountState::of(compte, expired);
    let (tone, icon) = match standing {
        AccountState::Active => (Tone::Success, Icon::CheckCircle),
        AccountState::Invited => (Tone::Info, Icon::Mail),
        AccountState::Expired => (Tone::Warning, Icon::Hourglass),
        AccountState::NoPassword => (Tone::Warning, Icon::Lock),
        AccountState::Disabled => (Tone::Neutral, Icon::UserX),
    };
    let said = |until| {
        let what = if standing == AccountState::Active { "nouveau lien jusqu’au " } else { "jusqu’au " };
        let exact = format_exact(until);
        view! { <span class="muted small" title=exact>{what} {format_instant(until)}</span> }.into_any()
    };
    view! { <Badge tone icon>{standing.libelle()}</Badge> {until.filter(|_| !expired).map(said)} }.into_any()
}

/// The buttons.
#[component]
fn Acts(compte: Memo<Option<Compte>>, mine: Memo<bool>) -> impl IntoView {
    let page = use_equipe();
    let whose =
        move || compte.with(|one| one.as_ref().map(|one| [" de ", &name(one)].concat()).unwrap_or_default());
    let ask = move |dialog: RwSignal<bool>| {
        if let Some(about) = compte.get_untracked() {
            page.ask(about, dialog);
        }
    };
    let active = memo(move || compte.with(|one| one.as_ref().is_some_and(|one| one.actif)));
    let no_link = Signal::derive(move || {
        let reason = if mine.get() {
            "Changez votre mot de passe depuis votre menu"
        } else if active.get() {
            return None;
        } else {
            "Réactivez d’abord ce compte"
        };
        Some(reason.to_owned())
    });
    let kind = ButtonKind::Secondary;
    let has_factor =
        memo(move || !mine.get() && compte.with(|one| one.as_ref().is_some_and(|one| one.second_facteur)));
    let factor = piece(move || {
        has_factor.get().then(|| {
            view! {
                <Button kind small=true on_press=move || ask(page.factor)>
                    "Retirer le code" <span class="sr-only">{whose}</span>
                </Button>
            }
            .into_any()
        })
    });
    view! {
        <div class="equipe-acts">
            {factor}
            <Button kind small=true on_press=move || ask(page.role)>
                "Rôle" <span class="sr-only">{whose}</span>
            </Button>
            <Button kind small=true disabled_reason=no_link on_press=move || ask(page.link)>
                "Nouveau lien" <span class="sr-only">{whose}</span>
            </Button>
            <Button kind small=true on_press=move || ask(page.activation)>
                {move || if active.get() { "Désactiver" } else { "Réactiver" }}
                <span class="sr-only">" le compte" {whose}</span>
            </Button>
        </div>
    }
}
