//! Decides which actions a prospect allows, with the reason of each refusal. The page enables its buttons from it.

use chrono::{DateTime, Utc};
use common::TypeAction;
use common::prospect::{ActionPossible, Prospect};

use super::breaker;
use super::registry;
use super::situation::Situation;
use crate::db::disjoncteurs::OpenBreaker;
use crate::error::{ApiError, ErrorCode};

/// Returns one entry per type. `prospect.actionsEnCours` and `prospect.candidat` must be filled. An action whose
/// workflow is unreachable stays possible and warns that it will wait. `opposition` is the error for a person who
/// refuses contact.
pub fn actions_possibles(
    prospect: &Prospect,
    open: &[OpenBreaker],
    opposition: Option<&ApiError>,
    now: DateTime<Utc>,
) -> Vec<ActionPossible> {
    let situation = Situation::shown(prospect);
    let possible = |type_action| {
        let own = motif(prospect, &situation, type_action);
        let opposed = opposition.filter(|_| own.is_none() && registry::contacts_person(type_action));
        let refusal = own.or_else(|| opposed.map(|error| error.detail().to_owned()));
        let away = open.iter().find(|breaker| breaker.type_action == type_action);
        ActionPossible {
            type_action,
            active: refusal.is_none(),
            demande_requise: opposed.is_some_and(|error| error.code == ErrorCode::Opposition),
            motif: refusal.or_else(|| away.map(|breaker| breaker::warning(breaker, now))),
        }
    };
    TypeAction::ALL.iter().copied().map(possible).collect()
}

fn motif(prospect: &Prospect, situation: &Situation<'_>, type_action: TypeAction) -> Option<String> {
    if prospect.date_anonymisation.is_some() {
        return Some("Cette personne a été anonymisée.".to_owned());
    }
    if prospect.actions_en_cours.iter().any(|action| action.type_action == type_action) {
        return Some(format!("{} déjà en cours.", type_action.libelle()));
    }
    registry::refusal(type_action, situation).map(|error| error.detail().to_owned())
}
