//! Notices about enabled buttons, shown before the click: the action will wait because n8n is unreachable, or the
//! person is on the opposition list and must have asked for it.

use common::TypeAction;
use common::prospect::ActionPossible;
use leptos::prelude::*;

use super::page_state::{PageState, use_page};
use crate::clock::use_minutes;
use crate::model::action::verb;
use crate::reactive::{Signal, effect_after, memo, piece};
use crate::ui::{Icon, IconView};

/// The place of a notice, whose element identifier the button references with `aria-describedby`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// The head of the panel, for all its buttons.
    Panel,
    /// The open dialog, for its submit button.
    Dialog,
}

impl Place {
    const fn id(self) -> &'static str {
        match self {
            Self::Panel => "attente-fiche",
            Self::Dialog => "attente-demande",
        }
    }
}

/// The reason why some actions will wait.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Delay {
    /// Reason, in the server's words.
    motif: String,
    /// Types of the actions; empty for all possible ones.
    actions: Vec<TypeAction>,
}

/// Returns the notice of an action, if the action is possible.
fn motif(type_action: TypeAction, possible: &[ActionPossible]) -> Option<&str> {
    let possible = possible.iter().find(|possible| possible.type_action == type_action)?;
    possible.motif.as_deref().filter(|_| can_be_asked(possible))
}

fn can_be_asked(possible: &ActionPossible) -> bool {
    possible.active || possible.demande_requise
}

/// Groups the actions by reason.
fn delays(possible: &[ActionPossible]) -> Vec<Delay> {
    let mut all: Vec<Delay> = Vec::new();
    for type_action in TypeAction::ALL.iter().copied() {
        let Some(motif) = motif(type_action, possible) else { continue };
        match all.iter_mut().find(|delay| delay.motif == motif) {
            Some(delay) => delay.actions.push(type_action),
            None => all.push(Delay { motif: motif.to_owned(), actions: vec![type_action] }),
        }
    }
    let live = possible.iter().filter(|possible| can_be_asked(possible)).count();
    if let [only] = all.as_mut_slice()
        && only.actions.len() == live
    {
        only.actions.clear();
    }
    all
}

/// Reads the possible actions of the open record.
fn look<T>(page: PageState, look: impl Fn(&[ActionPossible]) -> T) -> Option<T> {
    page.prospect.with(|prospect| prospect.map(|prospect| look(&prospect.actions_possibles)))
}

/// Returns the identifier of a button's notice, while there is one.
pub(super) fn described_by(page: PageState, type_action: TypeAction, place: Place) -> Signal<Option<String>> {
    let waits = memo(move || look(page, |possible| motif(type_action, possible).is_some()) == Some(true));
    Signal::derive(move || waits.get().then(|| place.id().to_owned()))
}

/// The notices under the buttons of the panel's head. They also apply to the buttons of its body, because the head
/// does not scroll away.
#[component]
pub(super) fn PanelDelays() -> impl IntoView {
    let page = use_page();
    let minutes = use_minutes();
    let all = memo(move || look(page, delays).unwrap_or_default());
    // The reason counts minutes, so it is loaded again every minute.
    effect_after(move |before: Option<()>| {
        minutes.track();
        if before.is_some() && all.with_untracked(|all| !all.is_empty()) {
            page.prospect.refetch();
        }
    });
    piece(move || {
        let all = all.get();
        (!all.is_empty()).then(|| notice(Place::Panel, all).into_any())
    })
}

/// The notice above the submit button of an action's dialog.
#[component]
pub(super) fn DialogDelay(
    /// Type of the action.
    type_action: TypeAction,
) -> impl IntoView {
    let page = use_page();
    let why =
        memo(move || look(page, |possible| motif(type_action, possible).map(ToOwned::to_owned)).flatten());
    piece(move || {
        let delay = why.get().map(|motif| Delay { motif, actions: Vec::new() });
        delay.map(|delay| notice(Place::Dialog, vec![delay]).into_any())
    })
}

fn notice(place: Place, all: Vec<Delay>) -> impl IntoView {
    let line = |delay: Delay| {
        let names: Vec<_> = delay.actions.into_iter().map(verb).collect();
        let names = (!names.is_empty()).then(|| view! { <strong>{names.join(" · ")}</strong> }.into_any());
        view! {
            <p class="callout callout-warning small">
                <IconView icon=Icon::Clock/>
                <span class="callout-text">{names} " " {delay.motif}</span>
            </p>
        }
        .into_any()
    };
    view! { <div class="delays" id=place.id()>{all.into_iter().map(line).collect_view()}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: &str = "n8n injoignable depuis 12 min : la demande partira dès son retour.";

    fn possible(active: bool, motifs: [Option<&str>; 4]) -> Vec<ActionPossible> {
        let all = TypeAction::ALL.iter().zip(motifs);
        all.map(|(type_action, motif)| ActionPossible {
            type_action: *type_action,
            active,
            motif: motif.map(ToOwned::to_owned),
            demande_requise: false,
        })
        .collect()
    }

    #[test]
    fn one_reason_for_all_is_said_once_and_names_none() {
        let told = delays(&possible(true, [Some(AWAY); 4]));
        assert_eq!(told, [Delay { motif: AWAY.to_owned(), actions: Vec::new() }]);
    }

    #[test]
    fn a_reason_of_some_names_them() {
        let told = delays(&possible(true, [None, Some(AWAY), Some("autre"), Some(AWAY)]));
        let [_, second, third, fourth] = *TypeAction::ALL else { panic!("four actions") };
        let expected = [(AWAY, vec![second, fourth]), ("autre", vec![third])];
        assert_eq!(told, expected.map(|(motif, actions)| Delay { motif: motif.to_owned(), actions }));
    }

    #[test]
    fn why_an_action_is_refused_is_no_delay() {
        assert_eq!(delays(&possible(false, [Some("Déjà candidat."); 4])), []);
        assert_eq!(delays(&possible(true, [None; 4])), []);
    }

    #[test]
    fn an_opposition_is_said_of_the_actions_that_contact_the_person() {
        let mut all = possible(true, [None; 4]);
        let [_, second, _, _] = *TypeAction::ALL else { panic!("four actions") };
        all[1] =
            ActionPossible { demande_requise: true, ..possible(false, [Some("Opposition."); 4]).remove(1) };
        assert_eq!(delays(&all), [Delay { motif: "Opposition.".to_owned(), actions: vec![second] }]);
    }

    #[test]
    fn the_live_ones_need_no_names_beside_those_that_are_refused() {
        let mut all = possible(true, [Some(AWAY); 4]);
        all[0] = possible(false, [Some("Déjà candidat."); 4]).remove(0);
        assert_eq!(delays(&all), [Delay { motif: AWAY.to_owned(), actions: Vec::new() }]);
    }
}
