//! State of the page: the lists, and the subject of the open dialog.

use common::Liste;
use common::echeance::{EcheanceProspects, Fermeture, RegleFinancement};
use leptos::prelude::*;

use crate::model::echeances::{Filters, of_time};
use crate::parts::address::{Address, History};
use crate::parts::dialog_form::closing;
use crate::state::{Keep, Query, Toast, Topic, invalidate, query, use_toasts};
use crate::ui::time::today;
use crate::{api, paths};

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct EcheancesState {
    /// Filters in the URL.
    pub(super) address: Address<Filters>,
    /// The date limits, the first day to act first.
    pub(super) list: Query<Liste<EcheanceProspects>>,
    /// The rules.
    pub(super) rules: Query<Vec<RegleFinancement>>,
    /// The closures.
    pub(super) closures: Query<Vec<Fermeture>>,
    /// Rule of the open form.
    pub(super) rule: RwSignal<Option<RegleFinancement>>,
    /// True while the form of a rule is open.
    pub(super) editing: RwSignal<bool>,
    /// True while the form of a closure is open.
    pub(super) closing: RwSignal<bool>,
    /// Closure of the open confirmation.
    pub(super) closure: RwSignal<Option<Fermeture>>,
    /// True while the confirmation is open.
    pub(super) deleting: RwSignal<bool>,
}

impl EcheancesState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() {
        let address: Address<Filters> = Address::at(paths::ECHEANCES);
        let list = query(
            Keep::Across,
            move || Some(address.now.get()),
            |_, topic| matches!(topic, Topic::Catalogue | Topic::Prospects),
            |filters| async move { api::echeances::upcoming(&filters.asked(&today())).await },
        );
        let rules = query(
            Keep::Across,
            || Some(()),
            |(), topic| *topic == Topic::Catalogue,
            |()| api::echeances::rules(),
        );
        let closures = query(
            Keep::Across,
            || Some(()),
            |(), topic| *topic == Topic::Catalogue,
            |()| api::echeances::closures(),
        );
        provide_context(Self {
            address,
            list,
            rules,
            closures,
            rule: RwSignal::new(None),
            editing: RwSignal::new(false),
            closing: RwSignal::new(false),
            closure: RwSignal::new(None),
            deleting: RwSignal::new(false),
        });
    }

    /// Returns the limits that can still be kept, or those that are past (tracked).
    pub(super) fn of_time(self, past: bool) -> Vec<EcheanceProspects> {
        self.list.with(|list| list.map(|list| of_time(&list.data, past)).unwrap_or_default())
    }

    /// Changes the filters and returns to the first page.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let wish = Filters { page: 1, ..change(self.address.now.get_untracked()) };
        self.address.go(&wish, History::Push);
    }
}

/// Returns the state of the page.
pub(super) fn use_echeances() -> EcheancesState {
    expect_context()
}

/// Returns a function that closes a dialog after a change, tells it and loads the limits again.
pub(super) fn when_done(open: RwSignal<bool>) -> impl Fn(&'static str, String) + Copy + 'static {
    let (toasts, close) = (use_toasts(), closing(open));
    move |title, what| {
        close();
        toasts.push(Toast::info(title).message(what));
        invalidate(&Topic::Catalogue);
    }
}
