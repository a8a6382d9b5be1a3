//! Keys of the open record. Their code comes with the panel; a key that is pressed before acts then.

use common::{IdProspect, TypeAction};
use leptos::prelude::untrack;
use leptos::task::spawn_local;

use super::ask;
use super::follow;
use super::page_state::PageState;
use crate::parts::lazy::SplitLoaderError;
use crate::state::toasts::Toasts;
use crate::state::{Shortcut, Toast, use_shortcut, use_toasts};

/// Headings of the keys in the help.
pub(super) const GROUP: &str = "Prospects";
const FOLLOW: &str = "Relances";

/// A key that acts on the open record.
#[derive(Clone, Copy)]
enum Key {
    Convert,
    Email,
    Statut,
    Done,
    DoneThenSoon,
    DoneThenNextWeek,
    DoneThenOnDay,
    Touch,
    Owner,
}

/// The keys, with their description and heading in the help.
const KEYS: [(Key, &str, &str, &str); 9] = [
    (Key::Convert, "c", "Convertir le prospect ouvert", GROUP),
    (Key::Email, "e", "Écrire au prospect ouvert", GROUP),
    (Key::Statut, "s", "Changer le statut du prospect ouvert", GROUP),
    (Key::Done, "f", "Relance faite", FOLLOW),
    (Key::DoneThenSoon, "3", "Relance faite, la suivante dans 3 jours", FOLLOW),
    (Key::DoneThenNextWeek, "7", "Relance faite, la suivante dans une semaine", FOLLOW),
    (Key::DoneThenOnDay, "d", "Relance faite, la suivante à une date", FOLLOW),
    (Key::Touch, "r", "Changer la relance", FOLLOW),
    (Key::Owner, "a", "Changer le responsable", FOLLOW),
];

/// Registers the keys while the page is shown.
pub(super) fn install(page: PageState) {
    let toasts = use_toasts();
    for (key, pressed, label, group) in KEYS {
        use_shortcut(Shortcut::new(pressed, label).group(group), move || {
            if let Some(id) = untrack(|| page.open_id()) {
                spawn_local(async move {
                    // A panel that could not be loaded shows a button to try again.
                    let _ = act(page, toasts, key, id).await;
                });
            }
        });
    }
}

/// Does what a key asks for a record, if it is still open.
#[expect(clippy::unnecessary_wraps, reason = "what can fail is the loading, which the macro adds")]
async fn act(page: PageState, toasts: Toasts, key: Key, id: IdProspect) -> Result<(), SplitLoaderError> {
    #[leptos::wasm_split::wasm_split(fiche, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn run(page: PageState, toasts: Toasts, key: Key, id: IdProspect) -> Result<(), SplitLoaderError> {
        if untrack(|| page.open_id()) == Some(id) {
            press(page, toasts, key);
        }
        Ok(())
    }
    run(page, toasts, key, id).await
}

fn press(page: PageState, toasts: Toasts, key: Key) {
    let is_saved_at_once = matches!(key, Key::Done | Key::DoneThenSoon | Key::DoneThenNextWeek);
    if let Some(reason) = untrack(|| follow::saving(page)).filter(|_| is_saved_at_once) {
        toasts.push(Toast::info(reason));
        return;
    }
    let change = |title, refused: fn(PageState) -> Option<&'static str>, run| match untrack(|| refused(page))
    {
        Some(reason) => toasts.push(Toast::info(title).message(reason)),
        None => follow::soon(page, run),
    };
    let touch = |run| change("Pas de relance", follow::fixed, run);
    match key {
        Key::Convert => ask::press_by_key(page, TypeAction::ConvertirCandidat),
        Key::Email => ask::press_by_key(page, TypeAction::EnvoyerEmail),
        Key::Statut => change("Le statut ne change plus", ask::fixed_statut, |_| ask::open_statut_menu()),
        Key::Done => change("Pas de relance", follow::nothing_done, |page| follow::finish(page, None)),
        Key::DoneThenSoon => touch(|page| follow::finish(page, Some(3))),
        Key::DoneThenNextWeek => touch(|page| follow::finish(page, Some(7))),
        Key::DoneThenOnDay => touch(|page| follow::ask_day(page, true)),
        Key::Touch => touch(|_| ask::open_touch_menu()),
        Key::Owner => follow::soon(page, |_| ask::open_owner_menu()),
    }
}
