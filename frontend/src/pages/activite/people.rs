//! The work of each person that day; a press keeps the entries of that person.

use common::activite::ActivitePersonne;
use leptos::prelude::*;

use super::list::ActiviteState;
use crate::model::activite::{Filters, summary};
use crate::reactive::{each, memo};

/// The people who did something, the busiest first.
#[component]
pub(super) fn People(
    /// State of the page.
    page: ActiviteState,
) -> impl IntoView {
    let people = move || page.counts.get().map(|counts| counts.personnes).unwrap_or_default();
    view! {
        <ul class="activite-people" role="list" aria-label="Par personne">
            {each(
                people,
                |one: &ActivitePersonne| [one.auteur.id_utilisateur.to_string(), summary(one)].join(" "),
                move |one| view! { <Person page one/> }.into_any(),
            )}
        </ul>
    }
}

#[component]
fn Person(page: ActiviteState, one: ActivitePersonne) -> impl IntoView {
    let id = one.auteur.id_utilisateur;
    let chosen = memo(move || page.address.now.with(|filters| filters.personne == Some(id)));
    let press = move |_| {
        let personne = (!chosen.get_untracked()).then_some(id);
        page.filter(|filters| Filters { personne, ..filters });
    };
    view! {
        <li>
            <button
                type="button"
                class="button activite-person"
                class:is-on=move || chosen.get()
                aria-pressed=move || chosen.get().to_string()
                on:click=press
            >
                <strong>{one.auteur.nom.clone()}</strong>
                <span class="small muted">{summary(&one)}</span>
            </button>
        </li>
    }
}
