//! Entries of the palette for the typed text.

use std::sync::Arc;

use common::prospect::ProspectResume;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::matching::matches;
use crate::model::{format, search};
use crate::query_string::QueryString;
use crate::reactive::Signal;
use crate::shell::places::{PLACES, Place};
use crate::state::commands::use_all_commands;
use crate::state::{Command, Keep, Query, query};
use crate::ui::Icon;
use crate::{api, paths};

/// Number of prospects offered.
const PROSPECTS: &str = "6";
/// Minimum number of characters; fewer would match half of all prospects.
const SHORTEST: usize = 2;

/// An entry of the palette.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) detail: Option<String>,
    pub(super) icon: Icon,
    pub(super) group: String,
    pub(super) keys: Option<&'static str>,
    pub(super) reason: Option<String>,
    pub(super) run: Arc<dyn Fn() + Send + Sync>,
}

impl From<Command> for Entry {
    fn from(command: Command) -> Self {
        let Command { label, icon, group, keys, reason, run } = command;
        Self { label, detail: None, icon, group, keys, reason, run }
    }
}

type Go = Arc<dyn Fn(String) + Send + Sync>;

/// The entries of the palette.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    /// The entries for the typed text.
    pub(super) entries: Signal<Vec<Entry>>,
    /// The search for prospects.
    pub(super) found: Query<Vec<ProspectResume>>,
}

/// Builds the entries for the text `typed`; prospects are searched by the text `settled`.
pub(super) fn use_offer(typed: RwSignal<String>, settled: RwSignal<String>) -> Offer {
    let navigate = use_navigate();
    let go: Go = Arc::new(move |path| navigate(&path, NavigateOptions::default()));
    let commands = use_all_commands();
    commands.ask();
    let found = use_found(settled);
    let entries = Signal::derive(move || {
        let typed = typed.get();
        let wanted = |entry: &Entry| matches(&entry.label, &typed);
        let mut all: Vec<Entry> = commands.list().into_iter().map(Entry::from).filter(wanted).collect();
        all.extend(pages(&go).into_iter().filter(wanted));
        // Enter must not open a result of an earlier text.
        let text = wanted_text(&typed);
        let answered = text.is_some()
            && text == wanted_text(&settled.get())
            && !found.pending()
            && found.error().is_none();
        let prospects = found.get().filter(|_| answered).unwrap_or_default();
        all.extend(prospects.into_iter().map(|one| prospect(one, &go)));
        all
    });
    Offer { entries, found }
}

/// Returns the text to search prospects by; `None` while it is too short.
fn wanted_text(typed: &str) -> Option<String> {
    Some(search::clean(typed)).filter(|text| text.chars().count() >= SHORTEST)
}

fn use_found(settled: RwSignal<String>) -> Query<Vec<ProspectResume>> {
    query(
        Keep::Across,
        move || wanted_text(&settled.get()),
        |_, _| false,
        |text| async move {
            let query = QueryString::new().with("recherche", &text).with("limit", PROSPECTS);
            api::prospects::list(&query).await.map(|page| page.data)
        },
    )
}

fn pages(go: &Go) -> Vec<Entry> {
    let page = |place: Place| {
        let go = Arc::clone(go);
        Entry {
            label: [place.name, place.rest].concat(),
            detail: None,
            icon: place.icon,
            group: "Pages".to_owned(),
            keys: Some(place.keys),
            reason: None,
            run: Arc::new(move || go(place.path.to_owned())),
        }
    };
    PLACES.into_iter().map(page).collect()
}

fn prospect(one: ProspectResume, go: &Go) -> Entry {
    let (go, id) = (Arc::clone(go), one.id_prospect);
    Entry {
        label: format::person(&one.prenom, &one.nom),
        detail: one.email,
        icon: Icon::Person,
        group: "Prospects".to_owned(),
        keys: None,
        reason: None,
        run: Arc::new(move || go(paths::prospect(&id))),
    }
}
