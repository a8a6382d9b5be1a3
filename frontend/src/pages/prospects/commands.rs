//! What the palette offers on this page: the actions of the open record.

use common::TypeAction;
use leptos::prelude::*;

use super::ask::{self, Dialog};
use super::page_state::PageState;
use super::panel::name;
use crate::model::action::verb;
use crate::state::{Command, use_commands};
use crate::ui::Icon;

/// Offers them while a record is open.
pub(super) fn offer(page: PageState) {
    use_commands(move || match name(page) {
        Some(name) => commands(page, &name),
        None => Vec::new(),
    });
}

fn commands(page: PageState, name: &str) -> Vec<Command> {
    let possible = page
        .prospect
        .with(|prospect| prospect.map(|whole| whole.actions_possibles.clone()).unwrap_or_default());
    let action = |type_action: TypeAction| {
        let command =
            Command::new(verb(type_action), icon(type_action), move || ask::press(page, type_action))
                .group(name)
                .reason(ask::disabled_reason(type_action, &possible));
        match keys(type_action) {
            Some(keys) => command.keys(keys),
            None => command,
        }
    };
    let mut all: Vec<_> = TypeAction::ALL.iter().map(|type_action| action(*type_action)).collect();
    all.push(
        Command::new("Historique des échanges", Icon::Clock, move || page.dialog.set(Some(Dialog::Emails)))
            .group(name),
    );
    all
}

/// The key of an action (see `shortcuts`).
pub(super) const fn keys(type_action: TypeAction) -> Option<&'static str> {
    match type_action {
        TypeAction::ConvertirCandidat => Some("c"),
        TypeAction::EnvoyerEmail => Some("e"),
        TypeAction::EnvoyerDossier | TypeAction::GenererDevis => None,
    }
}

/// The icon of an action.
pub(super) const fn icon(type_action: TypeAction) -> Icon {
    match type_action {
        TypeAction::ConvertirCandidat => Icon::Convert,
        TypeAction::EnvoyerDossier => Icon::Folder,
        TypeAction::GenererDevis => Icon::Document,
        TypeAction::EnvoyerEmail => Icon::Mail,
    }
}
