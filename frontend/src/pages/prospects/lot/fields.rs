//! Fields of a bulk change: its type, and the parameters of that type.

use common::{MotifPerte, StatutProspect, TypeLot};
use leptos::prelude::*;

use super::dialog::LotState;
use crate::model::lot_form::{Field, NOBODY, Touch};
use crate::model::wish::LONGEST_MESSAGE;
use crate::pages::prospects::formations_failure::FormationsFailure;
use crate::parts::form::Entry;
use crate::parts::sessions::Sessions;
use crate::reactive::{Show, Signal, memo, piece};
use crate::ui::time::today;
use crate::ui::{DateField, SelectField, SelectOption, TextArea, TextField};

/// The fields.
#[component]
pub(super) fn Fields(state: LotState) -> impl IntoView {
    let kind = line(state, Field::Type);
    let options = choices(
        "Choisir une action",
        TypeLot::ALL.iter().map(|one| SelectOption::new(one.as_str(), one.libelle())),
    );
    let chosen = memo(move || kind.value.with(|value| value.parse::<TypeLot>().ok()));
    view! {
        <SelectField label="Action" value=kind.value options error=kind.error required=true/>
        {piece(move || chosen.get().map(|kind| parameters(state, kind)))}
    }
}

fn parameters(state: LotState, kind: TypeLot) -> AnyView {
    match kind {
        TypeLot::Statut => view! { <Statut state/> }.into_any(),
        TypeLot::Responsable => view! { <Owner state/> }.into_any(),
        TypeLot::Relance => view! { <NextTouch state/> }.into_any(),
        TypeLot::Dossier => view! {
            <p class="muted small">"Le dossier part à l’adresse e-mail principale de chaque fiche."</p>
        }
        .into_any(),
        TypeLot::EmailRelance => view! { <Message state/> }.into_any(),
        TypeLot::Conversion => view! { <Conversion state/> }.into_any(),
    }
}

fn line(state: LotState, field: Field) -> Entry {
    state.form.lines[field as usize]
}

/// Returns the choices of a list after the words that stand for none.
fn choices(none: &str, all: impl Iterator<Item = SelectOption>) -> Signal<Vec<SelectOption>> {
    Signal::stored(std::iter::once(SelectOption::new("", none)).chain(all).collect::<Vec<_>>())
}

#[component]
fn Statut(state: LotState) -> impl IntoView {
    let (statut, motif) = (line(state, Field::Statut), line(state, Field::Motif));
    let all = StatutProspect::ALL.iter().filter(|one| **one != StatutProspect::Candidat);
    let statuts = choices("Choisir un statut", all.map(|one| SelectOption::new(one.as_str(), one.libelle())));
    let reasons = MotifPerte::ALL.iter().filter(|one| one.is_given());
    let reasons =
        choices("Choisir un motif", reasons.map(|one| SelectOption::new(one.as_str(), one.libelle())));
    let lost = memo(move || statut.value.with(|value| value == StatutProspect::Perdu.as_str()));
    view! {
        <SelectField label="Nouveau statut" value=statut.value options=statuts error=statut.error required=true/>
        <Show when=lost>
            <SelectField label="Motif de la perte" value=motif.value options=reasons error=motif.error required=true/>
        </Show>
    }
}

#[component]
fn Owner(state: LotState) -> impl IntoView {
    let owner = line(state, Field::Responsable);
    let options = Signal::derive(move || {
        let none = [SelectOption::new("", "Choisir une personne"), SelectOption::new(NOBODY, "Personne")];
        let admins = state.page.owners.get().unwrap_or_default();
        let admins = admins.into_iter().map(|(id, name)| SelectOption::new(id.to_string(), name));
        none.into_iter().chain(admins).collect::<Vec<_>>()
    });
    view! { <SelectField label="Responsable" value=owner.value options error=owner.error required=true/> }
}

#[component]
fn NextTouch(state: LotState) -> impl IntoView {
    let [mode, day, time, subject] =
        [Field::Relance, Field::Jour, Field::Heure, Field::Objet].map(|field| line(state, field));
    let options = Signal::stored(vec![
        SelectOption::new(Touch::SET, "À un jour"),
        SelectOption::new(Touch::END, "Retirer la relance"),
    ]);
    let set = memo(move || mode.value.with(|value| value != Touch::END));
    view! {
        <SelectField label="Relance" value=mode.value options error=mode.error required=true/>
        <Show when=set>
            <DateField label="Jour" value=day.value error=day.error required=true min=today()/>
            <TextField label="Heure" value=time.value error=time.error hint="Comme 14:30" autocomplete="off"/>
            <TextField label="Objet" value=subject.value error=subject.error autocomplete="off"
                hint="Le même pour tous\u{a0}: n’y nommez personne. Sans objet, chaque fiche garde le sien."/>
        </Show>
    }
}

#[component]
fn Message(state: LotState) -> impl IntoView {
    let message = line(state, Field::Message);
    view! {
        <TextArea
            label="Message"
            value=message.value
            error=message.error
            hint="Le même pour tous\u{a0}: n’y nommez personne. Sans message, le texte habituel est envoyé."
            limit=LONGEST_MESSAGE
        />
    }
}

#[component]
fn Conversion(state: LotState) -> impl IntoView {
    let [formation, session, start] =
        [Field::Formation, Field::Session, Field::Debut].map(|field| line(state, field));
    let options = Signal::derive(move || {
        let active = state.page.formations.get().unwrap_or_default().into_iter().filter(|one| one.active);
        std::iter::once(SelectOption::new("", "Choisir une formation"))
            .chain(active.map(|one| SelectOption::new(one.code, one.nom)))
            .collect::<Vec<_>>()
    });
    view! {
        <SelectField label="Formation" value=formation.value options error=formation.error required=true/>
        <FormationsFailure/>
        <Sessions formation=formation.value session/>
        <DateField label="Date de début souhaitée" value=start.value min=today() error=start.error/>
        <p class="muted small">"Les places sont prises dans l’ordre de la sélection."</p>
    }
}
