//! Finds the action that a notification announces. The service sends the action on its stream just before the
//! notification, which does not name it.

use std::collections::VecDeque;

use common::notification::Notification;
use common::{Action, IdAction, IdProspect, TypeAction, TypeNotification};

use super::action::Outcome;
use crate::paths;

/// Maximum number of actions that wait for their notification, and of notifications that wait for their author.
const REMEMBERED: usize = 32;

/// An action, as far as its messages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Identifier of the action.
    pub(crate) id_conversion: IdAction,
    /// The prospect of the action.
    pub(crate) id_prospect: IdProspect,
    /// Type of the action.
    pub(crate) type_action: TypeAction,
    /// Outcome of the action.
    pub(crate) outcome: Outcome,
}

impl Subject {
    /// Returns the subject of an action.
    pub(crate) fn of(action: &Action) -> Self {
        Self {
            id_conversion: action.id_conversion,
            id_prospect: action.id_prospect.clone(),
            type_action: action.type_action,
            outcome: Outcome::of(action),
        }
    }

    /// Returns true when this action succeeded where the other one failed.
    pub(crate) fn repairs(&self, other: &Self) -> bool {
        self.outcome == Outcome::Done
            && matches!(other.outcome, Outcome::Failed | Outcome::Partial)
            && (&self.id_prospect, self.type_action) == (&other.id_prospect, other.type_action)
    }
}

/// The latest actions of the stream, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Announced(VecDeque<Heard>);

#[derive(Debug)]
struct Heard {
    subject: Subject,
    message_erreur: Option<String>,
}

impl Announced {
    /// Remembers an action of the stream, in its latest state.
    pub(crate) fn hear(&mut self, action: &Action) {
        self.0.retain(|heard| heard.subject.id_conversion != action.id_conversion);
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0
            .push_back(Heard { subject: Subject::of(action), message_erreur: action.message_erreur.clone() });
    }

    /// Returns the action that a notification announces; `None` when it is about something else, or arrives alone after
    /// a loss of the stream. The end of an action is announced once.
    pub(crate) fn subject(&mut self, notification: &Notification) -> Option<Subject> {
        // The end of a bulk change is about many actions.
        if notification.lien_action.as_ref().is_some_and(|link| link.starts_with(paths::LOTS)) {
            return None;
        }
        let at = match notification.type_notification {
            // A short action may have ended before its start is announced.
            TypeNotification::ActionStart => {
                return self
                    .0
                    .iter()
                    .rev()
                    .find(|heard| heard.is_linked(notification))
                    .map(|heard| heard.subject.clone());
            }
            TypeNotification::ActionSuccess => self.position(Outcome::Done, notification),
            TypeNotification::ActionAnnulee => self.position(Outcome::Undone, notification),
            TypeNotification::ActionPartielle => self.position(Outcome::Partial, notification),
            TypeNotification::ErreurWebhook | TypeNotification::Erreur => {
                self.position(Outcome::Failed, notification)
            }
            TypeNotification::Relances => None,
        };
        self.0.remove(at?).map(|heard| heard.subject)
    }

    fn position(&self, outcome: Outcome, notification: &Notification) -> Option<usize> {
        self.0.iter().position(|heard| heard.subject.outcome == outcome && heard.is_told_by(notification))
    }
}

/// Notifications of actions that the person is not known to have asked for, newest first.
#[derive(Debug, Default)]
pub(crate) struct Unclaimed(Vec<(i64, IdAction)>);

impl Unclaimed {
    /// Adds a notification of an action.
    pub(crate) fn push(&mut self, id: i64, action: IdAction) {
        self.0.insert(0, (id, action));
    }

    /// Moves the notifications of the person's own actions to `claimed`. The answer to a click may come after the
    /// notification of its start, so an earlier one may be among them.
    pub(crate) fn claim(&mut self, is_mine: impl Fn(IdAction) -> bool, claimed: &mut Vec<i64>) {
        self.0.retain(|(id, action)| {
            let own = is_mine(*action);
            if own {
                claimed.push(*id);
            }
            !own
        });
        self.0.truncate(REMEMBERED);
    }
}

impl Heard {
    fn is_linked(&self, notification: &Notification) -> bool {
        notification.lien_action == Some(paths::prospect(&self.subject.id_prospect))
    }

    /// Returns true when the texts of the notification fit. A failure quotes its reason, a new candidate has its own
    /// page, and everything else links to the prospect.
    fn is_told_by(&self, notification: &Notification) -> bool {
        match self.subject.outcome {
            Outcome::Failed => {
                self.message_erreur.as_ref().is_some_and(|reason| notification.message.ends_with(reason))
            }
            Outcome::Undone => self.is_linked(notification),
            _ if self.subject.type_action == TypeAction::ConvertirCandidat => true,
            _ => self.is_linked(notification),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(id: i64, prospect: &str, type_action: &str, statut: &str) -> Action {
        serde_json::from_value(json!({"idConversion":id,"idProspect":prospect,"typeAction":type_action,
            "statutAction":statut,"partielle":false,"tentatives":1,"demandePar":"Sophie Martin",
            "messageErreur":(statut == "ERREUR").then_some("Boîte pleine"),
            "dateDebut":"2026-02-17T09:30:00Z","relancable":false}))
        .unwrap()
    }

    fn notification(kind: &str, message: &str, link: &str) -> Notification {
        serde_json::from_value(
            json!({"id":1,"categorie":"PROSPECT","type":kind,"priorite":"NORMALE","titre":"t",
            "message":message,"audience":"ADMIN","lienAction":link,"dateCreation":"2026-02-17T09:30:00Z"}),
        )
        .unwrap()
    }

    fn id(subject: Option<Subject>) -> Option<i64> {
        subject.map(|subject| subject.id_conversion.get())
    }

    const ONE: &str = "/admin/prospects?prospect=PROS_1";

    #[test]
    fn a_notification_finds_the_action_of_its_prospect_and_outcome() {
        let mut all = Announced::default();
        all.hear(&action(1, "PROS_2", "GENERER_DEVIS", "TERMINEE"));
        all.hear(&action(2, "PROS_1", "GENERER_DEVIS", "EN_COURS"));
        all.hear(&action(3, "PROS_1", "ENVOYER_EMAIL", "TERMINEE"));
        assert_eq!(id(all.subject(&notification("ACTION_SUCCESS", "…", ONE))), Some(3));
        assert_eq!(id(all.subject(&notification("ACTION_SUCCESS", "…", ONE))), None);
        assert_eq!(id(all.subject(&notification("ACTION_START", "…", ONE))), Some(2));
    }

    #[test]
    fn a_failure_is_found_by_the_reason_that_it_quotes() {
        let mut all = Announced::default();
        all.hear(&action(1, "PROS_1", "GENERER_DEVIS", "ERREUR"));
        let other = notification("ERREUR", "Devis : panne", "/admin/logs?entree=4");
        assert_eq!(id(all.subject(&other)), None);
        let mine = notification("ERREUR_WEBHOOK", "Marie Dumitru : Boîte pleine", "/admin/logs?entree=5");
        assert_eq!(id(all.subject(&mine)), Some(1));
    }

    #[test]
    fn an_undo_is_found_by_its_prospect() {
        let mut all = Announced::default();
        all.hear(&action(1, "PROS_2", "CONVERTIR_CANDIDAT", "ANNULEE"));
        all.hear(&action(2, "PROS_1", "CONVERTIR_CANDIDAT", "ANNULEE"));
        assert_eq!(id(all.subject(&notification("ACTION_ANNULEE", "…", ONE))), Some(2));
    }

    #[test]
    fn a_new_candidate_is_found_although_its_link_is_its_own_page() {
        let mut all = Announced::default();
        all.hear(&action(1, "PROS_1", "GENERER_DEVIS", "TERMINEE"));
        all.hear(&action(2, "PROS_1", "CONVERTIR_CANDIDAT", "TERMINEE"));
        let created = notification("ACTION_SUCCESS", "Marie Dumitru · dossier X.", "/admin/candidats/9");
        assert_eq!(id(all.subject(&created)), Some(2));
    }

    #[test]
    fn the_end_of_a_bulk_change_is_about_no_single_action() {
        let mut all = Announced::default();
        all.hear(&action(2, "PROS_1", "CONVERTIR_CANDIDAT", "TERMINEE"));
        let over = notification("ACTION_SUCCESS", "Convertir en candidats\u{a0}: 3 faits.", "/admin/lots/4");
        assert_eq!(id(all.subject(&over)), None);
    }

    #[test]
    fn a_start_that_is_told_before_the_answer_to_its_click_is_claimed_later() {
        let mut unclaimed = Unclaimed::default();
        unclaimed.push(10, 1.into());
        unclaimed.push(11, 2.into());
        let mut claimed = Vec::new();
        unclaimed.claim(|_| false, &mut claimed);
        assert!(claimed.is_empty());
        unclaimed.push(12, 1.into());
        unclaimed.claim(|action| action.get() == 1, &mut claimed);
        assert_eq!(claimed, [12, 10]);
        unclaimed.claim(|_| true, &mut claimed);
        assert_eq!(claimed, [12, 10, 11]);
    }

    #[test]
    fn a_success_repairs_the_failure_of_its_prospect_and_type_only() {
        let of = |id, prospect, kind, statut| Subject::of(&action(id, prospect, kind, statut));
        let done = of(2, "PROS_1", "GENERER_DEVIS", "TERMINEE");
        assert!(done.repairs(&of(1, "PROS_1", "GENERER_DEVIS", "ERREUR")));
        assert!(!done.repairs(&of(1, "PROS_1", "ENVOYER_EMAIL", "ERREUR")));
        assert!(!done.repairs(&of(1, "PROS_2", "GENERER_DEVIS", "ERREUR")));
        let failed = of(2, "PROS_1", "GENERER_DEVIS", "ERREUR");
        assert!(!failed.repairs(&of(1, "PROS_1", "GENERER_DEVIS", "ERREUR")));
    }
}
