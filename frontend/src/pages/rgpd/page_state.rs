//! Shared state of the page: due prospects, selection, dialog.

use common::rgpd::Echeance;
use common::{IdProspect, Liste, MotifAnonymisation};
use leptos::prelude::*;

use crate::api;
use crate::model::format;
use crate::model::url_state::PageOnly;
use crate::parts::address::Address;
use crate::parts::anonymise::{Erasure, Person};
use crate::parts::listing::{Listing, Refuge};
use crate::parts::selection::Selection;
use crate::paths;
use crate::reactive::memo;
use crate::state::{Keep, Query, Topic, query};

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct RgpdState {
    url: Address<PageOnly>,
    /// The prospects whose retention period is over.
    pub(super) list: Query<Liste<Echeance>>,
    /// The selected people.
    pub(super) selected: Selection<IdProspect>,
    /// True while the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// The people of the dialog.
    pub(super) erasure: RwSignal<Erasure>,
}

impl RgpdState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() -> Self {
        let url: Address<PageOnly> = Address::at(paths::RGPD);
        let list = query(
            Keep::Across,
            move || Some(url.now.get().0),
            |_, topic| *topic == Topic::Prospects,
            api::rgpd::due,
        );
        let selected = Selection::of(memo(move || ids(list)));
        let (open, erasure) = (RwSignal::new(false), RwSignal::new(Erasure::default()));
        let state = Self { url, list, selected, open, erasure };
        provide_context(state);
        state
    }

    /// Returns the state of the list for its table. `refuge` gets the focus when the focused element disappears.
    pub(super) fn listing(self, refuge: Refuge) -> Listing {
        Listing::of(self.list, self.url, refuge)
    }

    /// Returns the prospects of the displayed page, in order (tracked).
    pub(super) fn ids(self) -> Vec<IdProspect> {
        ids(self.list)
    }

    /// Opens the dialog for these people.
    pub(super) fn ask(self, people: Vec<Person>, motif: MotifAnonymisation) {
        self.erasure.set(Erasure { people, motif: Some(motif), candidate: false });
        self.open.set(true);
    }

    /// Opens the dialog for the selected people.
    pub(super) fn ask_selected(self) {
        let selected = self.selected.now();
        let people = untrack(|| {
            self.list.with(|list| {
                let chosen = list.map(|list| list.data.as_slice()).unwrap_or_default().iter();
                chosen.filter(|one| selected.contains(&one.id_prospect)).map(person).collect()
            })
        });
        self.ask(people, MotifAnonymisation::Retention);
    }
}

fn ids(list: Query<Liste<Echeance>>) -> Vec<IdProspect> {
    list.with(|list| {
        list.map(|list| list.data.iter().map(|one| one.id_prospect.clone()).collect()).unwrap_or_default()
    })
}

fn person(due: &Echeance) -> Person {
    Person { id: due.id_prospect.clone(), name: format::person(&due.prenom, &due.nom) }
}

/// Returns the state of the surrounding page.
pub(super) fn use_rgpd() -> RgpdState {
    expect_context()
}
