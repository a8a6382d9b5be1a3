//! Menu of the person: theme, density, keys, password, logout.

use leptos::prelude::*;

use super::dialogs::ShellDialogs;
use crate::api::{self, ApiError};
use crate::reactive::Signal;
use crate::state::preferences::{Density, Theme};
use crate::state::{Mutation, Toast, mutation, use_auth_session, use_preferences, use_proofs, use_toasts};
use crate::ui::{Icon, Menu, MenuGroup, MenuItem};

/// Logs out.
pub(super) fn use_logout() -> Mutation<()> {
    let (session, toasts) = (use_auth_session(), use_toasts());
    mutation(
        |()| api::auth::logout(),
        move |result: Result<(), ApiError>| match result {
            Ok(()) => session.left(),
            // The session had already ended.
            Err(error) if error.status() == Some(401) => session.left(),
            Err(error) => toasts.push(Toast::error("Déconnexion impossible").message(error.message())),
        },
    )
}

/// The menu, behind the person's initials.
#[component]
pub(super) fn PersonMenu() -> impl IntoView {
    let session = use_auth_session();
    let dialogs = expect_context::<ShellDialogs>();
    let (logout, proofs) = (use_logout(), use_proofs());
    let name = move || session.user().map(|user| user.nom_complet()).unwrap_or_default();
    let initials = move || session.user().map(|user| initials(&user.prenom, &user.nom)).unwrap_or_default();
    view! {
        <Menu
            label=Signal::derive(move || format!("{}, compte de {}", initials(), name()))
            trigger_class="avatar"
            trigger=ViewFn::from(move || view! { <span aria-hidden="true">{move || initials()}</span> })
        >
            <MenuGroup label=name()>
                <MenuItem label="Raccourcis clavier" icon=Icon::Keyboard on_press=move || dialogs.help.set(true)/>
            </MenuGroup>
            <ThemeChoice/>
            <DensityChoice/>
            <MenuGroup label="Session">
                <MenuItem label="Sécurité de mon compte…" icon=Icon::Shield on_press=move || proofs.security.set(true)/>
                <MenuItem label="Changer mon mot de passe…" icon=Icon::Lock on_press=move || dialogs.password.set(true)/>
                <MenuItem label="Se déconnecter" icon=Icon::Logout on_press=move || logout.start(())/>
                <MenuItem label="Se déconnecter partout…" icon=Icon::Logout on_press=move || dialogs.everywhere.set(true)/>
            </MenuGroup>
        </Menu>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let preferences = use_preferences();
    let item = move |theme: Theme| {
        let icon = match theme {
            Theme::Auto => Icon::Monitor,
            Theme::Light => Icon::Sun,
            Theme::Dark => Icon::Moon,
        };
        let checked = Signal::derive(move || preferences.theme() == theme);
        view! { <MenuItem label=theme.libelle() icon checked on_press=move || preferences.set_theme(theme)/> }
            .into_any()
    };
    view! { <MenuGroup label="Thème">{Theme::ALL.into_iter().map(item).collect_view()}</MenuGroup> }
}

#[component]
fn DensityChoice() -> impl IntoView {
    let preferences = use_preferences();
    let item = move |density: Density| {
        let checked = Signal::derive(move || preferences.density() == density);
        view! {
            <MenuItem label=density.libelle() icon=Icon::Rows checked on_press=move || preferences.set_density(density)/>
        }
        .into_any()
    };
    view! { <MenuGroup label="Densité">{Density::ALL.into_iter().map(item).collect_view()}</MenuGroup> }
}

fn initials(prenom: &str, nom: &str) -> String {
    [prenom, nom].iter().filter_map(|name| name.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_given_and_family_names() {
        assert_eq!(initials("sophie", "Martin"), "SM");
        assert_eq!(initials("", "élan"), "É");
    }
}
