//! What the parts of the page share: those who are due, who of them is selected, and the dialog over the page.

use std::collections::BTreeSet;

use common::rgpd::Echeance;
use common::{IdProspect, Liste, MotifAnonymisation};
use leptos::prelude::*;

use crate::api;
use crate::model::format;
use crate::parts::anonymise::{Erasure, Person};
use crate::parts::page_number::PageNumber;
use crate::paths;
use crate::reactive::{effect, memo};
use crate::state::{Keep, Query, Topic, query};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct RgpdState {
    /// The page of the address.
    pub(super) number: PageNumber,
    /// Those whose time of retention is over.
    pub(super) list: Query<Liste<Echeance>>,
    /// Those whose box is checked: all of them are on the page that is shown.
    pub(super) selected: RwSignal<BTreeSet<IdProspect>>,
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// Whom it is about.
    pub(super) erasure: RwSignal<Erasure>,
}

impl RgpdState {
    /// Makes the state of the page and gives it to all its parts.
    pub(super) fn provide() -> Self {
        let number = PageNumber::at(paths::RGPD);
        let list = query(
            Keep::Across,
            move || Some(number.now.get()),
            |_, topic| *topic == Topic::Prospects,
            api::rgpd::due,
        );
        number.keep_within(list);
        let (open, erasure) = (RwSignal::new(false), RwSignal::new(Erasure::default()));
        let state = Self { number, list, selected: RwSignal::new(BTreeSet::new()), open, erasure };
        state.follow_the_list();
        provide_context(state);
        state
    }

    /// Those of the page that is shown, in order (tracked).
    pub(super) fn ids(self) -> Vec<IdProspect> {
        self.list.with(|list| {
            list.map(|list| list.data.iter().map(|one| one.id_prospect.clone()).collect()).unwrap_or_default()
        })
    }

    /// Asks whether these are to be anonymised.
    pub(super) fn ask(self, people: Vec<Person>, motif: MotifAnonymisation) {
        self.erasure.set(Erasure { people, motif: Some(motif), candidate: false });
        self.open.set(true);
    }

    /// Asks whether those whose box is checked are to be anonymised.
    pub(super) fn ask_selected(self) {
        let selected = self.selected.get_untracked();
        let people = untrack(|| {
            self.list.with(|list| {
                let chosen = list.map(|list| list.data.as_slice()).unwrap_or_default().iter();
                chosen.filter(|one| selected.contains(&one.id_prospect)).map(person).collect()
            })
        });
        self.ask(people, MotifAnonymisation::Retention);
    }

    /// Who left the list is no longer selected.
    fn follow_the_list(self) {
        let ids = memo(move || self.ids());
        effect(move || {
            let ids = ids.get();
            if self.selected.with_untracked(|all| all.iter().any(|id| !ids.contains(id))) {
                self.selected.update(|all| all.retain(|id| ids.contains(id)));
            }
        });
    }
}

fn person(due: &Echeance) -> Person {
    Person { id: due.id_prospect.clone(), name: format::person(&due.prenom, &due.nom) }
}

/// The state of the page that a part belongs to.
pub(super) fn use_rgpd() -> RgpdState {
    expect_context()
}
