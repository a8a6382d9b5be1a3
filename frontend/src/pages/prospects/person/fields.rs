//! Fields of the person form.

use common::prospect::AdressePartagee;
use common::{ModeFinancement, MotifPerte, Source, StatutProspect};
use leptos::prelude::*;

use super::state::PersonState;
use crate::model::person::Field;
use crate::model::sharing;
use crate::pages::prospects::formations_failure::FormationsFailure;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::reactive::{Show, Signal, memo, piece};
use crate::ui::{SelectField, SelectOption, TextArea, TextField};

/// The fields; the statut only for an existing person.
#[component]
pub(super) fn PersonFields(
    /// The typed values.
    state: PersonState,
    /// True for an existing person.
    known: bool,
    /// The other records that have a typed address or number.
    #[prop(optional)]
    shared: Signal<Vec<AdressePartagee>>,
) -> impl IntoView {
    let page = use_page();
    let line = move |field: Field| line(state, field);
    let formations = Signal::derive(move || formations(page, state.value(Field::Formation).get()));
    let financements = codes(
        Some("Non précisé"),
        ModeFinancement::ALL.iter().map(|mode| (mode.as_str(), mode.libelle())).collect(),
    );
    let sources = codes(None, Source::ALL.iter().map(|source| (source.as_str(), source.libelle())).collect());
    view! {
        <div class="person-grid">
            {line(Field::Prenom)}
            {line(Field::Nom)}
            {lines(state, Field::Emails, "email", "Une adresse par ligne, la principale en premier.", shared)}
            {lines(state, Field::Telephones, "tel", "Un numéro par ligne, le principal en premier.", shared)}
            <div class="person-wide">{line(Field::Adresse)}</div>
            {line(Field::CodePostal)}
            {line(Field::Ville)}
            <div class="person-wide stack">
                {select(state, Field::Formation, formations)} <FormationsFailure/>
            </div>
            {select(state, Field::Financement, financements)}
            {select(state, Field::Source, sources)}
            {known.then(|| view! { <Statut state/> }.into_any())}
        </div>
    }
}

/// Renders a line of text. Autocompletion is off, because the browser would offer the admin's own data.
fn line(state: PersonState, field: Field) -> AnyView {
    let required = field == Field::Nom;
    view! {
        <TextField
            label=field.libelle()
            value=state.value(field)
            error=state.error(field)
            autocomplete="off"
            required
        />
    }
    .into_any()
}

/// Renders a field of several lines and, below it, the other people who have these values.
fn lines(
    state: PersonState,
    field: Field,
    input_mode: &'static str,
    hint: &'static str,
    shared: Signal<Vec<AdressePartagee>>,
) -> AnyView {
    let champ = if field == Field::Emails { "emails" } else { "telephones" };
    let also = move || shared.with(|others| sharing::also_in(champ, others));
    view! {
        <div class="person-shared">
            <TextArea
                label=field.libelle()
                value=state.value(field)
                error=state.error(field)
                rows="2"
                input_mode
                hint
            />
            <p class="small person-note" role="status">{also}</p>
        </div>
    }
    .into_any()
}

fn select(state: PersonState, field: Field, options: Signal<Vec<SelectOption>>) -> AnyView {
    // A field that always has a value is not marked as optional.
    let required = matches!(field, Field::Source | Field::Statut | Field::Motif);
    view! {
        <SelectField
            label=field.libelle()
            value=state.value(field)
            error=state.error(field)
            options
            required
        />
    }
    .into_any()
}

/// The statut, with the reason of a loss; a candidate keeps it.
#[component]
fn Statut(state: PersonState) -> impl IntoView {
    let value = state.value(Field::Statut);
    let candidate = memo(move || value.with(|code| code == StatutProspect::Candidat.as_str()));
    let choices = StatutProspect::ALL.iter().filter(|statut| **statut != StatutProspect::Candidat);
    let options = codes(None, choices.map(|statut| (statut.as_str(), statut.libelle())).collect());
    let lost = memo(move || value.with(|code| code == StatutProspect::Perdu.as_str()));
    let motif = state.value(Field::Motif);
    let motifs = Signal::derive(move || motif.with(|chosen| motifs(chosen)));
    piece(move || {
        if candidate.get() {
            view! {
                <div class="field">
                    <span class="field-label">{Field::Statut.libelle()}</span>
                    <p>"Candidat" <span class="muted small">" – ne se modifie plus"</span></p>
                </div>
            }
            .into_any()
        } else {
            view! {
                {select(state, Field::Statut, options)}
                <Show when=move || lost.get()>{select(state, Field::Motif, motifs)}</Show>
            }
            .into_any()
        }
    })
}

/// Returns the reasons of a loss that can be given, plus the chosen one even if it can't.
fn motifs(chosen: &str) -> Vec<SelectOption> {
    let choices = MotifPerte::ALL.iter().filter(|motif| motif.is_given() || motif.as_str() == chosen);
    let choices = choices.map(|motif| SelectOption::new(motif.as_str(), motif.libelle()));
    let none = chosen.is_empty().then(|| SelectOption::new("", "Choisir un motif"));
    none.into_iter().chain(choices).collect()
}

/// Returns the choices of a closed list.
fn codes(none: Option<&'static str>, all: Vec<(&'static str, &'static str)>) -> Signal<Vec<SelectOption>> {
    let none = none.map(|none| ("", none));
    let options = none.into_iter().chain(all).map(|(code, text)| SelectOption::new(code, text));
    Signal::stored(options.collect())
}

/// Returns the formations that take candidates, plus the requested one even if it no longer does.
fn formations(page: PageState, chosen: String) -> Vec<SelectOption> {
    let none = SelectOption::new("", "Non précisée");
    let mut known = false;
    let mut options = vec![none];
    for formation in page.formations.get().unwrap_or_default() {
        let mine = formation.code == chosen;
        known |= mine;
        if formation.active || mine {
            options.push(SelectOption::new(formation.code, formation.nom));
        }
    }
    if !known && !chosen.is_empty() {
        options.push(SelectOption::new(chosen.clone(), chosen));
    }
    options
}
