//! Shared state of the prospects page: the URL's state, the data that depends on it, and navigation.

use std::future::Future;
use std::pin::Pin;

use common::prospect::{CompteursProspects, Prospect, ProspectResume};
use common::relance::Responsable;
use common::{IdProspect, Liste, Pagination, QuandRelance, TypeEmail};
use leptos::prelude::*;

use super::follow::Asked;
use crate::api::utilisateurs::Owner;
use crate::api::{ApiError, Reply};
use crate::model::filters::{Filters, ListState};
use crate::model::format;
use crate::model::formation::NamedFormation;
use crate::model::neighbours::Direction;
use crate::model::picked::Picked;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::asking::Asking;
use crate::parts::focus::{self, ROW_LINK};
use crate::parts::lazy::SplitLoaderError;
use crate::parts::listing::{Listing, Refuge};
use crate::reactive::{Memo, effect, effect_after};
use crate::state::auth_session::AuthSession;
use crate::state::{Keep, Mutation, Query, Topic, query, use_auth_session};
use crate::{api, paths};

/// A dialog of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialog {
    /// Convert the open record into a candidate.
    Convert,
    /// Send the application form to the open record.
    Dossier,
    /// Write to the open record.
    Email(TypeEmail),
    /// Change the open record.
    Edit,
    /// Add somebody.
    New,
    /// Anonymise the open record.
    Anonymise,
    /// Set the next touch of the open record; with `true`, the present one is done.
    Touch(bool),
    /// Change the selected prospects together.
    Lot,
}

/// A page that shows this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// The prospects, with filters.
    Prospects,
    /// The day's work, by sections.
    Journee,
}

impl Screen {
    const fn path(self) -> &'static str {
        match self {
            Self::Prospects => paths::PROSPECTS,
            Self::Journee => paths::JOURNEE,
        }
    }
}

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct PageState {
    /// The page.
    pub(super) screen: Screen,
    /// State of the URL.
    pub(super) address: Memo<ListState>,
    /// Page of the list.
    pub(super) list: Query<Liste<ProspectResume>>,
    /// Counts of the filters' choices.
    pub(super) counts: Query<CompteursProspects>,
    /// All formations, because the filters also name inactive ones.
    pub(super) formations: Query<Vec<NamedFormation>>,
    /// The active admins, who can follow prospects.
    pub(super) owners: Query<Vec<Owner>>,
    /// The open record with all its data.
    pub(super) prospect: Query<Prospect>,
    /// The selected prospects.
    pub(super) picked: RwSignal<Picked>,
    /// The current dialog.
    pub(super) dialog: RwSignal<Option<Dialog>>,
    /// Requests a quote, without a dialog. Created with the panel.
    pub(super) devis: RwSignal<Option<Asking>>,
    /// Requests a reminder, without a dialog. Created with the panel.
    pub(super) reminder: RwSignal<Option<Asking>>,
    /// Changes the next touch or the owner of a record. Created a moment after the panel.
    pub(super) follow: RwSignal<Option<Mutation<Asked>>>,
    /// The records of which such a change is being saved.
    pub(super) saving: RwSignal<Vec<IdProspect>>,
    /// A key of the follow-up that was pressed before its code was there.
    pub(super) early: StoredValue<Option<fn(Self)>>,
    /// Last known row of the open record, which may leave the list while it is open.
    pub(super) last_row: StoredValue<Option<usize>>,
    /// Direction of the last step from one list page to the next. The page then opens its first or last record.
    pub(super) entering: RwSignal<Option<Direction>>,
    /// The treated record and its row. The next record opens when the list is loaded again.
    pub(super) leaving: StoredValue<Option<(IdProspect, usize)>>,
    session: AuthSession,
    url: Address<ListState>,
}

/// Loads a complete record. Its code comes with the panel, because nothing else needs it.
#[expect(clippy::unnecessary_wraps, reason = "what can fail is the loading, which the macro adds")]
async fn whole(id: IdProspect) -> Result<Prospect, ApiError> {
    type Reading = Pin<Box<dyn Future<Output = Result<Prospect, ApiError>>>>;

    #[leptos::wasm_split::wasm_split(fiche, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn read(id: IdProspect) -> Result<Reading, SplitLoaderError> {
        Ok(Box::pin(async move { api::prospects::get(&id).await }))
    }

    match read(id).await {
        Ok(reading) => reading.await,
        Err(_) => Err(ApiError::Network),
    }
}

/// The page of the list that was read last, with its position.
type LastRead = StoredValue<Option<(ListState, Pagination)>>;

/// Loads a page of the prospects. A neighbour of the page that was read last is read by its cursor, which costs as much
/// in the middle of a long list as at its beginning. The service refuses the cursor of another query, such as one whose
/// relative dates meant other days yesterday; the page is then read by its number.
fn page(state: ListState, last: LastRead) -> Reply<Liste<ProspectResume>> {
    let query = state.to_api_query();
    let cursor = last.with_value(|last| last.as_ref().and_then(|(read, at)| state.cursor_from(read, at)));
    Box::pin(async move {
        let neighbour = match cursor {
            Some(cursor) => Some(api::prospects::list(&query.clone().with("curseur", &cursor)).await),
            None => None,
        };
        let found = match neighbour {
            None | Some(Err(ApiError::Problem(_))) => api::prospects::list(&query).await,
            Some(found) => found,
        }?;
        last.set_value(Some((state, found.pagination.clone())));
        Ok(found)
    })
}

impl PageState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide(screen: Screen) -> Self {
        let url = Address::at(screen.path());
        let address: Memo<ListState> = url.now;
        let last = LastRead::new(None);
        let state = Self {
            screen,
            address,
            list: query(
                Keep::Across,
                move || Some(address.get().opening(None)),
                |_: &ListState, topic| matches!(topic, Topic::Prospects),
                move |state| match screen {
                    Screen::Prospects => page(state, last),
                    Screen::Journee => api::relances::list(&state.to_day_query()),
                },
            ),
            counts: query(
                Keep::Across,
                move || (screen == Screen::Prospects).then(|| address.with(|state| state.filters.clone())),
                |_: &Filters, topic| matches!(topic, Topic::Prospects),
                |filters| api::prospects::counts(&filters.to_query()),
            ),
            formations: query(
                Keep::Across,
                || Some(()),
                |(), topic| matches!(topic, Topic::Catalogue),
                |()| api::catalogue::all_formations(),
            ),
            owners: query(
                Keep::Across,
                || Some(()),
                |(), topic| *topic == Topic::Utilisateurs,
                |()| api::utilisateurs::owners(),
            ),
            prospect: query(
                Keep::SameKey,
                move || address.with(|state| state.prospect.clone()),
                |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
                whole,
            ),
            picked: RwSignal::new(Picked::default()),
            dialog: RwSignal::new(None),
            devis: RwSignal::new(None),
            reminder: RwSignal::new(None),
            follow: RwSignal::new(None),
            saving: RwSignal::new(Vec::new()),
            early: StoredValue::new(None),
            last_row: StoredValue::new(None),
            entering: RwSignal::new(None),
            leaving: StoredValue::new(None),
            session: use_auth_session(),
            url,
        };
        provide_context(state);
        state.follow_the_list();
        state
    }

    /// Returns the state of the list for its table. `refuge` gets the focus when the focused element disappears.
    pub(super) fn listing(self, refuge: Refuge) -> Listing {
        Listing::of(self.list, self.url, refuge)
    }

    /// Returns the active admins but the logged-in person (tracked).
    pub(super) fn colleagues(self) -> Vec<Owner> {
        let mine = self.session.user().map(|user| user.id_utilisateur);
        let mut owners = self.owners.get().unwrap_or_default();
        owners.retain(|(id, _)| Some(*id) != mine);
        owners
    }

    /// Returns the prospects of the displayed page, in order (tracked).
    pub(super) fn ids(self) -> Vec<IdProspect> {
        self.list.with(|list| {
            list.map(|list| list.data.iter().map(|row| row.id_prospect.clone()).collect()).unwrap_or_default()
        })
    }

    /// Returns the number of prospects of the filter (tracked).
    pub(super) fn total(self) -> i64 {
        self.list.with(|list| list.map_or(0, |list| list.pagination.total))
    }

    /// Returns the record with an open panel.
    pub(super) fn open_id(self) -> Option<IdProspect> {
        self.address.with(|state| state.prospect.clone())
    }

    /// Returns what the list shows of the open record (tracked): from its row, which is there before the record is
    /// loaded, or from the record, which may have left the list.
    pub(super) fn resume(self) -> Option<ProspectResume> {
        let id = self.open_id()?;
        let listed = self.list.with(|list| list?.data.iter().find(|row| row.id_prospect == id).cloned());
        listed.or_else(|| self.prospect.with(|prospect| prospect.map(|whole| whole.resume.clone())))
    }

    /// Returns the name of the open record (tracked).
    pub(super) fn name(self) -> Option<String> {
        self.resume().map(|row| format::person(&row.prenom, &row.nom))
    }

    /// Returns the title of the panel (tracked), which is never empty: the identifier stands for an unknown name.
    pub(super) fn title(self) -> String {
        self.name().or_else(|| self.open_id().map(|id| id.to_string())).unwrap_or_default()
    }

    /// Goes to another state of the page. The list does not scroll.
    pub(super) fn go(self, state: &ListState, history: History) {
        self.url.go(state, history);
    }

    /// Changes the filters.
    pub(super) fn filter(self, filters: Filters) {
        self.go(&self.address.get_untracked().filtered(filters), History::Push);
    }

    /// Opens a record, or closes the panel. Going from record to record makes one history entry.
    pub(super) fn open(self, id: Option<IdProspect>) {
        let state = self.address.get_untracked();
        let walking = state.prospect.is_some() && id.is_some();
        self.go(&state.opening(id), if walking { History::Replace } else { History::Push });
    }

    /// Closes the panel and returns the focus to its row.
    pub(super) fn close(self) {
        if untrack(|| self.open_id()).is_none() {
            return;
        }
        let row = self.last_row.get_value().unwrap_or(0);
        self.open(None);
        focus::move_later(ROW_LINK, row);
    }

    /// Returns the URL of a state.
    pub(super) fn href(self, state: &ListState) -> String {
        state.to_query().after(self.screen.path())
    }

    /// Opens the next record once the list is loaded again after a record was treated.
    pub(super) fn leave(self, id: IdProspect, row: Option<usize>) {
        if self.screen == Screen::Journee {
            self.leaving.set_value(row.map(|row| (id, row)));
        }
    }

    /// Returns true unless the list is the day's work of one person, whose name the page says (tracked).
    pub(super) fn names_owners(self) -> bool {
        let many = |state: &ListState| matches!(state.section.pour, Responsable::Tous | Responsable::Aucun);
        self.screen == Screen::Prospects || self.address.with(many)
    }

    /// Returns true on the section of the records that wait for a touch.
    pub(super) fn awaits_touch(self) -> bool {
        let waits = |state: &ListState| state.section.quand == QuandRelance::SansSuite;
        self.screen == Screen::Journee && self.address.with_untracked(waits)
    }

    /// Updates what depends on the open record and the list when they change.
    fn follow_the_list(self) {
        effect_after(move |before: Option<Option<IdProspect>>| {
            let open = self.open_id();
            // A dialog must not stay above another record after "back".
            if before.is_some_and(|before| before != open) {
                self.dialog.set(None);
                self.early.set_value(None);
                self.leaving.set_value(None);
                self.entering.set(None);
            }
            open
        });
        effect(move || {
            let open = self.open_id();
            self.list.with(|list| {
                let Some(list) = list else { return };
                let row = list.data.iter().position(|row| Some(&row.id_prospect) == open.as_ref());
                if open.is_none() || row.is_some() {
                    self.last_row.set_value(row);
                }
            });
        });
    }
}

/// Returns the state of the surrounding page.
pub(super) fn use_page() -> PageState {
    expect_context()
}
