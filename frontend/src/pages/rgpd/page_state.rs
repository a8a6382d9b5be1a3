//! Shared state of the page: due prospects, selection, dialog.

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

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct RgpdState {
    /// Page number in the URL.
    pub(super) number: PageNumber,
    /// The prospects whose retention period is over.
    pub(super) list: Query<Liste<Echeance>>,
    /// The selected prospects, all on the displayed page.
    pub(super) selected: RwSignal<BTreeSet<IdProspect>>,
    /// True while the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// The people of the dialog.
    pub(super) erasure: RwSignal<Erasure>,
}

impl RgpdState {
    /// Creates the state and provides it to the page.
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

    /// Returns the prospects of the displayed page, in order (tracked).
    pub(super) fn ids(self) -> Vec<IdProspect> {
        self.list.with(|list| {
            list.map(|list| list.data.iter().map(|one| one.id_prospect.clone()).collect()).unwrap_or_default()
        })
    }

    /// Opens the dialog for these people.
    pub(super) fn ask(self, people: Vec<Person>, motif: MotifAnonymisation) {
        self.erasure.set(Erasure { people, motif: Some(motif), candidate: false });
        self.open.set(true);
    }

    /// Opens the dialog for the selected people.
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

    /// Deselects the prospects that left the list.
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

/// Returns the state of the surrounding page.
pub(super) fn use_rgpd() -> RgpdState {
    expect_context()
}
