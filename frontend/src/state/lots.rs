//! Live progress of bulk changes: a toast tells the end of those that the logged-in person launched.

use common::{EtatLot, IdLot, IdUtilisateur};
use leptos::prelude::*;
use serde::Deserialize;

use super::auth_session::{AuthSession, use_auth_session};
use super::invalidation::{Topic, invalidate};
use super::toasts::{Toast, Toasts, use_toasts};
use crate::model::format::count;
use crate::paths;

/// The bulk changes of the stream; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Lots {
    session: AuthSession,
    toasts: Toasts,
    /// The one that is on the screen, which needs no toast.
    watched: StoredValue<Option<IdLot>>,
    /// The bulk changes whose end was told.
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
    pub(super) fn told(self, news: &LotNews) {
        let id = news.id_lot;
        invalidate(&Topic::Lot(id));
        let person = untrack(|| self.session.user()).map(|user| user.id_utilisateur);
        let mine = person == Some(news.auteur.id_utilisateur);
        if !mine || !news.is_over() || self.ended.with_value(|ended| ended.contains(&id)) {
            return;
        }
        self.ended.update_value(|ended| ended.push(id));
        if self.watched.get_value() != Some(id) {
            self.toasts.push(news.toast());
        }
    }
}

/// An event of a bulk change, as far as the page needs it at once: its queries read the rest again.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::state) struct LotNews {
    id_lot: IdLot,
    etat: EtatLot,
    auteur: Author,
    /// Absent from a rehearsal.
    date_lancement: Option<String>,
    resultats: Results,
}

#[derive(Debug, Deserialize)]
struct Author {
    #[serde(rename = "idUtilisateur")]
    id_utilisateur: IdUtilisateur,
}

#[derive(Debug, Deserialize)]
struct Results {
    #[serde(rename = "FAIT", default)]
    done: i64,
    #[serde(rename = "ECHEC", default)]
    failed: i64,
}

impl LotNews {
    /// Returns true when a launched bulk change has ended.
    fn is_over(&self) -> bool {
        self.date_lancement.is_some() && matches!(self.etat, EtatLot::Termine | EtatLot::Arrete)
    }

    fn toast(&self) -> Toast {
        let title = match self.etat {
            EtatLot::Arrete => "Action groupée arrêtée",
            _ => "Action groupée terminée",
        };
        let Results { done, failed } = self.resultats;
        let done = count(done, "fiche faite", "fiches faites");
        let link = Some((paths::lot(self.id_lot), "Voir les fiches".to_owned()));
        if failed == 0 {
            return Toast { link, ..Toast::info(title).message(done) };
        }
        let failed = count(failed, "échouée", "échouées");
        Toast { link, ..Toast::error(title).message([&done, ", ", &failed].concat()) }
    }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::tone::Tone;

    fn news(changes: &Value) -> LotNews {
        let mut news = json!({ "idLot": 7, "etat": "TERMINE", "auteur": { "idUtilisateur": 1, "nom": "x" },
            "dateLancement": "2026-11-29T09:00:00Z", "resultats": { "FAIT": 2 } });
        news.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(news).unwrap()
    }

    #[test]
    fn the_end_of_a_launched_change_is_told_with_its_failures_and_a_link() {
        let done = news(&json!({}));
        assert!(done.is_over());
        let toast = done.toast();
        assert_eq!((toast.tone, toast.message.as_deref()), (Tone::Info, Some("2\u{a0}fiches faites")));
        assert_eq!(toast.link.map(|(path, _)| path).as_deref(), Some("/admin/lots/7"));
        let failed = news(&json!({ "resultats": { "FAIT": 1, "ECHEC": 3, "REFUSE": 1 } })).toast();
        assert_eq!(failed.message.as_deref(), Some("1\u{a0}fiche faite, 3\u{a0}échouées"));
        assert!(failed.stays());
    }

    #[test]
    fn a_running_change_and_a_rehearsal_that_is_given_up_are_not_over() {
        assert!(!news(&json!({ "etat": "EN_COURS" })).is_over());
        assert!(!news(&json!({ "etat": "ARRETE", "dateLancement": null })).is_over());
        assert!(news(&json!({ "etat": "ARRETE" })).is_over());
    }
}
