//! Invalidation of loaded data: the stream announces changes, and the affected queries load again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use common::{IdLot, IdProspect};
use leptos::prelude::on_cleanup;

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
    /// Anything, when changes may have been missed.
    Everything,
}

type Listener = Rc<dyn Fn(&Topic)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
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
