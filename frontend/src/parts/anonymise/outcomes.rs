//! Results of an anonymisation of several people.

use common::ResultatAnonymisation;
use common::rgpd::Anonymisation;
use leptos::prelude::*;

use super::{Person, people};
use crate::parts::focus;
use crate::paths;
use crate::ui::{Badge, Button, ButtonKind, DialogBody, DialogFooter, Icon, Tone};

/// The results; refused people show the reason and a link to their record.
#[component]
pub(super) fn Outcomes(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// The result for each person.
    outcomes: Vec<Anonymisation>,
    /// The people.
    people: Vec<Person>,
) -> impl IntoView {
    // The form disappeared with its focused button.
    focus::move_later("dialog[open] .dialog-foot button", 0);
    let summary = summary(&outcomes);
    let name = |outcome: &Anonymisation| {
        people.iter().find(|one| one.id == outcome.id_prospect).map(|one| one.name.clone())
    };
    let items = outcomes.iter().map(|outcome| item(outcome, name(outcome))).collect_view();
    view! {
        <DialogBody>
            <p role="status"><strong>{summary}</strong></p>
            <ul class="outcomes" role="list">{items}</ul>
        </DialogBody>
        <DialogFooter>
            <Button kind=ButtonKind::Primary on_press=move || open.set(false)>"Fermer"</Button>
        </DialogFooter>
    }
}

/// Formats a summary: "3 personnes anonymisées sur 4".
pub(super) fn summary(outcomes: &[Anonymisation]) -> String {
    let done = outcomes.iter().filter(|one| one.resultat == ResultatAnonymisation::Anonymisee).count();
    let said = if done < 2 { " anonymisée sur " } else { " anonymisées sur " };
    [people(done).as_str(), said, &outcomes.len().to_string()].concat()
}

/// Returns true when no data names the person any more.
pub(super) const fn is_done(resultat: ResultatAnonymisation) -> bool {
    match resultat {
        ResultatAnonymisation::Anonymisee | ResultatAnonymisation::DejaAnonymisee => true,
        ResultatAnonymisation::Introuvable
        | ResultatAnonymisation::ActionEnCours
        | ResultatAnonymisation::Candidat
        | ResultatAnonymisation::NonEchue => false,
    }
}

fn item(outcome: &Anonymisation, name: Option<String>) -> AnyView {
    let done = is_done(outcome.resultat);
    let (tone, icon) = if done { (Tone::Success, Icon::CheckCircle) } else { (Tone::Warning, Icon::Warning) };
    let (id, detail) = (outcome.id_prospect.to_string(), outcome.detail.clone());
    let why = (!done).then(|| view! { <p class="small muted">{detail}</p> }.into_any());
    let who = if done {
        view! { <span class="muted">{id}</span> }.into_any()
    } else {
        let href = paths::prospect(&outcome.id_prospect);
        view! { <a class="link" href=href>{name.unwrap_or(id)}</a> }.into_any()
    };
    let said = outcome.resultat.libelle();
    view! { <li class="outcome"><p class="row">{who} <Badge tone icon>{said}</Badge></p> {why}</li> }
        .into_any()
}
