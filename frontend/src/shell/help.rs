//! Help dialog: all active keys, and a switch that turns off single keys.

use leptos::prelude::*;

use super::dialogs::ShellDialogs;
use crate::state::shortcuts::use_shortcuts;
use crate::state::{Shortcut, use_preferences};
use crate::ui::{Dialog, DialogBody, DialogSize};

/// The dialog.
#[component]
pub(super) fn HelpDialog() -> impl IntoView {
    let open = expect_context::<ShellDialogs>().help;
    let shortcuts = use_shortcuts();
    let preferences = use_preferences();
    let groups = move || {
        let group = |(name, list): (&'static str, Vec<Shortcut>)| {
            let rows = list
                .into_iter()
                .map(|one| view! { <KeyRow keys=one.keys label=one.label/> }.into_any())
                .collect_view();
            view! {
                <section class="keys-group">
                    <h3>{name}</h3>
                    <dl class="keys">{rows}</dl>
                </section>
            }
            .into_any()
        };
        grouped(shortcuts.list()).into_iter().map(group).collect_view()
    };
    view! {
        <Dialog open title="Raccourcis clavier" size=DialogSize::Large click_outside=true>
            <DialogBody>
                // First, because it takes the focus: the dialog opens at its top.
                <label class="switch">
                    <input
                        type="checkbox"
                        prop:checked=move || preferences.shortcuts()
                        on:change=move |event| preferences.set_shortcuts(event_target_checked(&event))
                    />
                    <span>"Activer les raccourcis d’une seule touche"</span>
                </label>
                <div class="keys-groups">{move || groups()}</div>
            </DialogBody>
        </Dialog>
    }
}

/// Groups the keys by heading, in order of appearance, after the shell's fixed ones.
fn grouped(list: Vec<Shortcut>) -> Vec<(&'static str, Vec<Shortcut>)> {
    let fixed = [
        Shortcut::new("Ctrl K", "Palette\u{a0}: pages, actions, prospects"),
        Shortcut::new("Ctrl Z", "Annuler la dernière action demandée, avant son départ"),
        Shortcut::new("Escape", "Fermer ce qui est ouvert"),
    ];
    let mut groups: Vec<(&'static str, Vec<Shortcut>)> = Vec::new();
    for one in fixed.into_iter().chain(list) {
        match groups.iter_mut().find(|(name, _)| *name == one.group) {
            Some((_, group)) => group.push(one),
            None => groups.push((one.group, vec![one])),
        }
    }
    groups
}

#[component]
fn KeyRow(keys: Vec<&'static str>, label: &'static str) -> impl IntoView {
    let one = |(at, keys): (usize, &'static str)| {
        view! {
            {(at > 0).then_some(view! { <span class="keys-or">"ou"</span> }.into_any())}
            {keys.split(' ').map(|key| view! { <kbd>{spelled(key)}</kbd> }.into_any()).collect_view()}
        }
    };
    view! {
        <div class="keys-row">
            <dt>{keys.into_iter().enumerate().map(one).collect_view()}</dt>
            <dd>{label}</dd>
        </div>
    }
}

/// Returns the label of a key.
pub(super) fn spelled(key: &str) -> &str {
    match key {
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "Escape" => "Échap",
        "Enter" => "Entrée",
        "X" => "Maj x",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_listed_under_their_heading() {
        let groups = grouped(vec![
            Shortcut::new("j", "Suivant").group("Liste"),
            Shortcut::new("?", "Aide"),
            Shortcut::new("k", "Précédent").group("Liste"),
        ]);
        let sizes: Vec<_> = groups.iter().map(|(name, list)| (*name, list.len())).collect();
        assert_eq!(sizes, [("Partout", 4), ("Liste", 2)]);
    }
}
