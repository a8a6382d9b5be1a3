//! Which actions can be asked for a prospect, and why not: the one place that decides which buttons live.

use chrono::{DateTime, Utc};
use common::TypeAction;
use common::prospect::{ActionPossible, Prospect};

use super::breaker;
use super::kind::kind;
use super::situation::Situation;
use crate::db::disjoncteurs::OpenBreaker;

/// One entry a type. `prospect.actionsEnCours` and `prospect.candidat` must be there. An action whose workflow can't be
/// reached is possible all the same, and says that it will wait.
pub fn actions_possibles(
    prospect: &Prospect,
    open: &[OpenBreaker],
    now: DateTime<Utc>,
) -> Vec<ActionPossible> {
    let situation = Situation::shown(prospect);
    let possible = |type_action| {
        let refusal = motif(prospect, &situation, type_action);
        let away = open.iter().find(|breaker| breaker.type_action == type_action);
        ActionPossible {
            type_action,
            active: refusal.is_none(),
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
    kind(type_action).refusal(situation).map(|error| error.detail().to_owned())
}
