//! Changes that a colleague saved while the form was open, with a decision per field.

use common::{ModeFinancement, MotifPerte, Source, StatutProspect};
use leptos::prelude::*;

use super::editing::{Dispute, Editing};
use crate::model::person::Field;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::reactive::{Signal, effect, piece};
use crate::ui::{Icon, IconView, RadioList, RadioOption};

/// The conflicts, above the fields; empty when there are none.
#[component]
pub(super) fn Conflicts(
    /// State of the dialog.
    editing: Editing,
) -> impl IntoView {
    piece(move || {
        let (disputes, taken_over) = (editing.disputes.get(), editing.taken_over.get());
        (!disputes.is_empty() || !taken_over.is_empty()).then(|| {
            let ask = if disputes.iter().all(|dispute| dispute.conflict.imposed) {
                "Vérifiez, puis enregistrez de nouveau."
            } else {
                "Choisissez ce qui doit rester, puis enregistrez de nouveau."
            };
            let taken_over: Vec<_> = taken_over.into_iter().map(Field::libelle).collect();
            let taken_over = (!taken_over.is_empty()).then(|| {
                view! { <p>"Repris tel qu’enregistré entre-temps\u{a0}: " {taken_over.join(", ")} "."</p> }.into_any()
            });
            let disputes = disputes.into_iter().map(|dispute| view! { <Decision editing dispute/> }.into_any());
            let disputes = disputes.collect_view();
            view! {
                <section class="person-changed" tabindex="-1" aria-label="Modifications entre-temps">
                    <div class="callout callout-warning" role="alert">
                        <IconView icon=Icon::Warning/>
                        <div class="callout-text">
                            <p><strong>"Cette fiche a été modifiée entre-temps. "</strong>{ask}</p>
                            {taken_over}
                        </div>
                    </div>
                    {disputes}
                </section>
            }.into_any()
        })
    })
}

/// A field that both people changed.
#[component]
fn Decision(editing: Editing, dispute: Dispute) -> impl IntoView {
    let page = use_page();
    let Dispute { conflict, choice } = dispute;
    let field = conflict.field;
    let (mine, theirs) =
        untrack(|| (quoted(page, field, &conflict.mine), quoted(page, field, &conflict.theirs)));
    let what =
        [field.libelle(), "\u{a0}: ", &mine, " chez vous, ", &theirs, " enregistré entre-temps"].concat();
    if conflict.imposed {
        return view! { <p class="callout callout-info">{what} ". Un candidat le reste."</p> }.into_any();
    }
    effect(move || {
        let kept = match choice.get().as_str() {
            "" => return,
            Dispute::MINE => &conflict.mine,
            _ => &conflict.theirs,
        };
        editing.state.value(field).set(kept.clone());
    });
    let options = Signal::stored(vec![
        RadioOption::new(Dispute::MINE, ["Garder ", &mine].concat()),
        RadioOption::new(Dispute::THEIRS, ["Prendre ", &theirs].concat()),
    ]);
    let error = Signal::derive(move || {
        (editing.undecided.get() && choice.with(String::is_empty))
            .then(|| "Choisissez l’une des deux valeurs.".to_owned())
    });
    view! { <RadioList legend=what value=choice options error/> }.into_any()
}

/// Quotes a value as screens show it: « Lyon ».
fn quoted(page: PageState, field: Field, value: &str) -> String {
    let label = match field {
        Field::Statut => value.parse().map(StatutProspect::libelle).ok(),
        Field::Motif => value.parse().map(MotifPerte::libelle).ok(),
        Field::Source => value.parse().map(Source::libelle).ok(),
        Field::Financement => value.parse().map(ModeFinancement::libelle).ok(),
        _ => None,
    };
    let formation = || {
        page.formations
            .with(|all| all?.iter().find(|formation| formation.code == value).map(|found| found.nom.clone()))
    };
    let text = match (field, label) {
        (_, Some(label)) => label.to_owned(),
        (Field::Formation, None) => formation().unwrap_or_else(|| value.to_owned()),
        _ => value.replace('\n', ", "),
    };
    if text.is_empty() { "rien".to_owned() } else { ["«\u{a0}", &text, "\u{a0}»"].concat() }
}
