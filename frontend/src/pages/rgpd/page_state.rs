//! What the parts of the page share: those who are due, who of them is selected, and the dialog over the page.

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

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct RgpdState {
    url: Address<PageOnly>,
    /// Those whose time of retention is over.
    pub(super) list: Query<Liste<Echeance>>,
    /// The people whose box is checked.
    pub(super) selected: Selection<IdProspect>,
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// Whom it is about.
    pub(super) erasure: RwSignal<Erasure>,
}

impl RgpdState {
    /// Makes the state of the page and gives it to all its parts.
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

    /// The list, as it is drawn. What had the focus and leaves gives it to `refuge`.
    pub(super) fn listing(self, refuge: Refuge) -> Listing {
        Listing::of(self.list, self.url, refuge)
    }

    /// Those of the page that is shown, in order (tracked).
    pub(super) fn ids(self) -> Vec<IdProspect> {
        ids(self.list)
    }

    /// Asks whether these are to be anonymised.
    pub(super) fn ask(self, people: Vec<Person>, motif: MotifAnonymisation) {
        self.erasure.set(Erasure { people, motif: Some(motif), candidate: false });
        self.open.set(true);
    }

    /// Asks whether those whose box is checked are to be anonymised.
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

/// The state of the page that a part belongs to.
pub(super) fn use_rgpd() -> RgpdState {
    expect_context()
}
