//! Invalidation of loaded data: the stream announces changes, and the affected queries load again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use common::{IdLot, IdProspect};
use leptos::prelude::{on_cleanup, set_timeout};

use crate::model::burst::Burst;

/// Minimum time between two announcements of a subject.
const PERIOD: Duration = Duration::from_secs(1);

/// The subject of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The list of prospects or its counts.
    Prospects,
    /// One prospect, its actions or its emails.
    Prospect(IdProspect),
    /// Saved views.
    Vues,
    /// A bulk change.
    Lot(IdLot),
    /// A bulk change, of which an event tells the whole state as JSON.
    LotTold(IdLot, String),
    /// Rows of a bulk change.
    LotRows(IdLot),
    /// Candidates.
    Candidats,
    /// Formations, sessions and seats.
    Catalogue,
    /// Notifications.
    Notifications,
    /// Entries of the error journal.
    Journal,
    /// Accounts and their rights.
    Utilisateurs,
    /// Keys of programs.
    Cles,
    /// The owner of the page: another person or nobody, who must not read what the former one could.
    Owner,
    /// Anything, when changes may have been missed.
    Everything,
}

type Listener = Rc<dyn Fn(&Topic)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static BURST: RefCell<Burst<Topic>> = RefCell::default();
}

/// Notifies all listeners of a change that an event tells, at most once a second for each topic: a bulk change has an
/// event a row, and each page would read its data again after each of them. The last event of a burst is told too.
pub(crate) fn announce(topic: &Topic) {
    let (was_running, at_once) = BURST.with_borrow_mut(|burst| (burst.is_running(), burst.take(topic)));
    if !was_running {
        set_timeout(turn, PERIOD);
    }
    if at_once {
        invalidate(topic);
    }
}

/// Announces what waited, while there is something.
fn turn() {
    let waiting = BURST.with_borrow_mut(Burst::turn);
    if !waiting.is_empty() {
        set_timeout(turn, PERIOD);
    }
    waiting.iter().for_each(invalidate);
}

/// Notifies all listeners of a change.
pub(crate) fn invalidate(topic: &Topic) {
    // Cloned first, because a listener may subscribe or unsubscribe.
    let listeners: Vec<Listener> =
        LISTENERS.with(|all| all.borrow().iter().map(|(_, listener)| Rc::clone(listener)).collect());
    for listener in listeners {
        listener(topic);
    }
}

/// Listens while the current component lives.
pub(crate) fn on_invalidation(listener: impl Fn(&Topic) + 'static) {
    listen(Rc::new(listener));
}

fn listen(listener: Listener) {
    let id = NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        next.get()
    });
    LISTENERS.with(|all| all.borrow_mut().push((id, listener)));
    on_cleanup(move || LISTENERS.with(|all| all.borrow_mut().retain(|(other, _)| *other != id)));
}
