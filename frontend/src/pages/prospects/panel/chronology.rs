//! Section "Historique": emails, ended actions, notes, statuts and changes of the open record in one list, newest
//! first.

use common::note::Note;
use common::parcours::EtapeParcours;
use common::prospect::Email;
use common::{Action, EntreeAudit, IdProspect};
use leptos::prelude::*;

use super::chronology_entry::EntryItem;
use super::notes::NoteField;
use super::pages::{Pages, pages};
use super::section::Section;
use crate::api;
use crate::model::chronology::{CHANGES, Chronology, Entry, Source, TRACE, merge};
use crate::model::failure::Failure;
use crate::pages::prospects::page_state::use_page;
use crate::parts::focus;
use crate::parts::latch::latch;
use crate::reactive::{Memo, Show, Signal, each, effect, effect_after, memo};
use crate::state::Query;
use crate::ui::{Button, ButtonKind, ErrorState, Spinner};

/// Number of entries that the section shows at first, and that "Voir plus" adds.
const STEP: usize = 20;

/// The lists that the chronology merges, in the order of its sources; cheap to copy.
#[derive(Clone, Copy)]
struct Lists {
    actions: Query<Vec<Action>>,
    emails: Pages<Email>,
    changes: Pages<EntreeAudit>,
    /// Empty unless the person asks for it.
    trace: Pages<EntreeAudit>,
    notes: Pages<Note>,
    path: Pages<EtapeParcours>,
}

impl Lists {
    fn new(actions: Query<Vec<Action>>, open: Memo<Option<IdProspect>>, traced: RwSignal<bool>) -> Self {
        Self {
            actions,
            emails: pages(move || open.get(), |id, page| api::prospects::emails(&id, page)),
            changes: pages(move || open.get(), |id, page| api::prospects::audit(&id, CHANGES, page)),
            trace: pages(
                move || open.get().filter(|_| traced.get()),
                |id, page| api::prospects::audit(&id, TRACE, page),
            ),
            notes: pages(move || open.get(), |id, page| async move { api::relances::notes(&id, page).await }),
            path: pages(move || open.get(), |id, page| api::prospects::path(&id, page)),
        }
    }

    /// Merges the lists; `None` until all but the trace are there (tracked).
    fn merge(self, wanted: usize) -> Option<Chronology> {
        let (actions, emails, changes) =
            (self.actions.get()?, self.emails.query.get()?, self.changes.query.get()?);
        let (notes, path) = (self.notes.query.get()?, self.path.query.get()?);
        let trace = self.trace.query.get();
        let trace = trace.map(|read| Source::audit(read.rows, read.more)).unwrap_or_default();
        let sources = [
            Source::actions(actions),
            Source::emails(emails.rows, emails.more),
            Source::audit(changes.rows, changes.more),
            trace,
            Source::notes(notes.rows, notes.more),
            Source::path(path.rows, path.more),
        ];
        Some(merge(&sources, wanted))
    }

    /// Reads the next page of a source. The actions have no pages.
    fn read_on(self, source: usize) {
        match source {
            1 => self.emails.read_on(),
            2 => self.changes.read_on(),
            3 => self.trace.read_on(),
            4 => self.notes.read_on(),
            5 => self.path.read_on(),
            _ => {}
        }
    }

    /// Returns the failure of a list (tracked).
    fn failure(self) -> Option<Failure> {
        let errors = [
            self.actions.error(),
            self.emails.query.error(),
            self.changes.query.error(),
            self.trace.query.error(),
            self.notes.query.error(),
            self.path.query.error(),
        ];
        errors.into_iter().flatten().next().map(Failure::from)
    }

    /// Reads again each list whose last reading failed.
    fn retry(self) {
        let [emails, changes] = [self.emails.query.reading(), self.changes.query.reading()];
        let [trace, notes] = [self.trace.query.reading(), self.notes.query.reading()];
        for reading in [self.actions.reading(), emails, changes, trace, notes, self.path.query.reading()] {
            if untrack(|| reading.has_failed()) {
                reading.refetch();
            }
        }
    }
}

/// The section. Another record starts with its newest entries.
#[component]
pub(super) fn ChronologySection(
    /// All actions of the open record.
    actions: Query<Vec<Action>>,
) -> impl IntoView {
    let page = use_page();
    let open = memo(move || page.open_id());
    let (traced, wanted, printing) = (RwSignal::new(false), RwSignal::new(STEP), RwSignal::new(false));
    effect_after(move |before: Option<Option<IdProspect>>| {
        let now = open.get();
        if before.is_some_and(|before| before != now) {
            traced.set(false);
            wanted.set(STEP);
            printing.set(false);
        }
        now
    });
    let lists = Lists::new(actions, open, traced);
    let shown = memo(move || lists.merge(wanted.get()));
    effect(move || {
        if let Some(source) = shown.with(|shown| shown.as_ref()?.lacking) {
            lists.read_on(source);
        }
    });
    view! {
        <Section title="Historique">
            <NoteField open/>
            <div class="row panel-trace">
                <label class="switch small">
                    <input
                        type="checkbox"
                        prop:checked=move || traced.get()
                        on:change=move |event| traced.set(event_target_checked(&event))
                    />
                    <span>"Avec les consultations"</span>
                </label>
                <PrintButton lists shown wanted asked=printing/>
            </div>
            <Entries shown/>
            <More lists shown wanted/>
        </Section>
    }
}

/// The button that prints the record. It reads the whole history first; the browser's own command prints what is shown.
#[component]
fn PrintButton(
    lists: Lists,
    shown: Memo<Option<Chronology>>,
    wanted: RwSignal<usize>,
    /// True from the press until the whole history of the record is there.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let whole = memo(move || shown.with(|shown| shown.as_ref().is_some_and(|one| !one.more)));
    let failed = memo(move || lists.failure().is_some());
    effect(move || {
        if asked.get() && (whole.get() || failed.get()) {
            asked.set(false);
            // The last entries are drawn before the next frame.
            if whole.get_untracked() {
                request_animation_frame(|| {
                    let _ = window().print();
                });
            }
        }
    });
    let print = move || {
        wanted.set(usize::MAX);
        asked.set(true);
    };
    view! { <Button kind=ButtonKind::Ghost small=true busy=asked on_press=print>"Imprimer la fiche"</Button> }
}

/// The entries.
#[component]
fn Entries(shown: Memo<Option<Chronology>>) -> impl IntoView {
    let keys = move || {
        shown.with(|shown| shown.iter().flat_map(|one| &one.entries).map(Entry::key).collect::<Vec<_>>())
    };
    let find = move |key: &str| {
        shown.with(|shown| shown.as_ref()?.entries.iter().find(|entry| entry.key() == key).cloned())
    };
    let empty = memo(move || shown.with(|shown| shown.as_ref().is_some_and(|one| one.entries.is_empty())));
    view! {
        <Show when=move || empty.get()><p class="muted small">"Rien pour l’instant."</p></Show>
        <ol class="panel-history" role="list" tabindex="-1" aria-label="Historique">
            {each(keys, Clone::clone, move |key| {
                view! { <EntryItem entry=latch(move || find(&key))/> }.into_any()
            })}
        </ol>
    }
}

/// The end of the list: the error, the spinner, and the button for older entries.
#[component]
fn More(lists: Lists, shown: Memo<Option<Chronology>>, wanted: RwSignal<usize>) -> impl IntoView {
    let waits = memo(move || shown.with(|shown| shown.as_ref().is_none_or(|one| one.lacking.is_some())));
    let more = memo(move || shown.with(|shown| shown.as_ref().is_some_and(|one| one.more)));
    focus::recover_when_gone(more, &[(".panel-history", 0)]);
    let failure = memo(move || if waits.get() { lists.failure() } else { None });
    let slow = move || lists.emails.query.skeleton() || lists.changes.query.skeleton();
    let busy = Signal::derive(move || waits.get() && failure.with(Option::is_none));
    view! {
        {move || failure.get().map(|error| {
            view! { <ErrorState error on_retry=Callback::new(move |()| lists.retry())/> }.into_any()
        })}
        <Show when=move || slow() && failure.with(Option::is_none)>
            <Spinner label="Chargement de l’historique"/>
        </Show>
        <Show when=more>
            <p class="on-paper">
                "Historique incomplet\u{a0}: les entrées plus anciennes manquent. Le bouton «\u{a0}Imprimer la fiche\u{a0}» les imprime aussi."
            </p>
            <Button
                kind=ButtonKind::Ghost
                small=true
                busy
                on_press=move || wanted.update(|wanted| *wanted = wanted.saturating_add(STEP))
            >
                "Voir plus"
            </Button>
        </Show>
    }
}
