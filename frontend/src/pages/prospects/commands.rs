//! Commands of the page for the palette: actions of the open record, and a new prospect.

use common::{TypeAction, TypeEmail};
use leptos::prelude::*;

use super::ask;
use super::page_state::{Dialog, PageState, use_page};
use crate::model::action::verb;
use crate::state::{Command, use_commands};
use crate::ui::Icon;

/// Registers the commands while the page is shown. Their code comes with the palette.
#[component]
pub(super) fn PageCommands() -> impl IntoView {
    let page = use_page();
    use_commands(move || {
        let mut all = page.name().map(|name| commands(page, &name)).unwrap_or_default();
        all.push(
            Command::new("Nouveau prospect", Icon::Person, move || page.dialog.set(Some(Dialog::New)))
                .keys("n"),
        );
        all
    });
}

fn commands(page: PageState, name: &str) -> Vec<Command> {
    let possible = page
        .prospect
        .with(|prospect| prospect.map(|whole| whole.actions_possibles.clone()).unwrap_or_default());
    let mut all = Vec::new();
    for type_action in TypeAction::ALL.iter().copied() {
        let reason = ask::disabled_reason(type_action, &possible);
        if type_action == TypeAction::EnvoyerEmail {
            all.extend(TypeEmail::ALL.iter().map(|kind| email(page, *kind, reason.clone())));
            continue;
        }
        let command =
            Command::new(verb(type_action), icon(type_action), move || ask::press(page, type_action))
                .reason(reason);
        all.push(if type_action == TypeAction::ConvertirCandidat { command.keys("c") } else { command });
    }
    let gone = page.prospect.with(|prospect| prospect.map(|whole| whole.date_anonymisation.is_some()));
    let anonymised = (gone == Some(true)).then_some("Cette personne a été anonymisée.");
    // The edit dialog loads the record itself.
    let unknown = gone.is_none().then_some("La fiche n’est pas encore chargée.");
    for (label, icon, dialog, reason) in [
        ("Modifier la fiche", Icon::Pencil, Dialog::Edit, anonymised),
        ("Anonymiser la personne", Icon::UserX, Dialog::Anonymise, anonymised.or(unknown)),
    ] {
        let reason = reason.map(ToOwned::to_owned);
        all.push(Command::new(label, icon, move || page.dialog.set(Some(dialog))).reason(reason));
    }
    // The palette gives the focus back to its opener in the next frame; the menu would then close.
    let open = || request_animation_frame(ask::open_statut_menu);
    let reason = ask::fixed_statut(page).map(ToOwned::to_owned);
    all.push(Command::new("Changer le statut", Icon::CheckCircle, open).keys("s").reason(reason));
    all.into_iter().map(|command| command.group(name)).collect()
}

fn email(page: PageState, type_email: TypeEmail, reason: Option<String>) -> Command {
    let label = ["Envoyer un e-mail\u{a0}: ", type_email.libelle()].concat();
    Command::new(label, Icon::Mail, move || ask::write(page, type_email)).reason(reason)
}

/// Returns the icon of an action.
pub(super) const fn icon(type_action: TypeAction) -> Icon {
    match type_action {
        TypeAction::ConvertirCandidat => Icon::Convert,
        TypeAction::EnvoyerDossier => Icon::Folder,
        TypeAction::GenererDevis => Icon::Document,
        TypeAction::EnvoyerEmail => Icon::Mail,
    }
}
