//! Live progress of bulk changes: a toast tells the end of those that the logged-in person launched.

use common::{EtatLot, IdLot, Lot, ResultatLigne};
use leptos::prelude::*;

use super::auth_session::{AuthSession, use_auth_session};
use super::invalidation::{Topic, invalidate};
use super::toasts::{Toast, Toasts, use_toasts};
use crate::model::lot::results;
use crate::paths;

/// The bulk changes of the stream; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Lots {
    session: AuthSession,
    toasts: Toasts,
    /// The one that is on the screen, which needs no toast.
    watched: StoredValue<Option<IdLot>>,
    /// Those whose end was told.
    ended: StoredValue<Vec<IdLot>>,
}

impl Lots {
    /// Shows no toast about a bulk change while the current component is shown.
    pub(crate) fn watch(self, id: IdLot) {
        self.watched.set_value(Some(id));
        on_cleanup(move || {
            let mine = self.watched.get_value() == Some(id);
            if mine {
                self.watched.set_value(None);
            }
        });
    }

    /// Takes the state of a bulk change from the stream.
    pub(super) fn told(self, lot: &Lot) {
        invalidate(&Topic::Lot(lot.id_lot));
        let person = untrack(|| self.session.user()).map(|user| user.id_utilisateur);
        let mine = person == Some(lot.auteur.id_utilisateur);
        if !mine || !is_over(lot) || self.ended.with_value(|ended| ended.contains(&lot.id_lot)) {
            return;
        }
        self.ended.update_value(|ended| ended.push(lot.id_lot));
        if self.watched.get_value() != Some(lot.id_lot) {
            self.toasts.push(toast(lot));
        }
    }
}

/// Returns true when a launched bulk change has ended.
fn is_over(lot: &Lot) -> bool {
    lot.date_lancement.is_some() && matches!(lot.etat, EtatLot::Termine | EtatLot::Arrete)
}

fn toast(lot: &Lot) -> Toast {
    let title = match lot.etat {
        EtatLot::Arrete => "Action groupée arrêtée",
        _ => "Action groupée terminée",
    };
    let plain =
        if lot.with_resultat(ResultatLigne::Echec) > 0 { Toast::error(title) } else { Toast::info(title) };
    let message = [lot.changement.type_lot().libelle(), "\u{a0}: ", &results(lot)].concat();
    Toast { link: Some((paths::lot(lot.id_lot), "Voir les fiches".to_owned())), ..plain.message(message) }
}

/// Provides the state.
pub(super) fn provide() {
    provide_context(Lots {
        session: use_auth_session(),
        toasts: use_toasts(),
        watched: StoredValue::new(None),
        ended: StoredValue::new(Vec::new()),
    });
}

/// Returns the state.
pub(crate) fn use_lots() -> Lots {
    expect_context()
}
