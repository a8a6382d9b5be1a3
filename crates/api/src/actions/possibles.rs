//! Which actions can be asked for a prospect, and why not: the one place that decides which buttons live.

use common::TypeAction;
use common::prospect::{ActionPossible, Prospect};

use super::kind::kind;
use super::situation::Situation;

/// One entry a type. `prospect.actionsEnCours` and `prospect.candidat` must be there.
pub fn actions_possibles(prospect: &Prospect) -> Vec<ActionPossible> {
    let situation = Situation::shown(prospect);
    let possible = |type_action| {
        let motif = motif(prospect, &situation, type_action);
        ActionPossible { type_action, active: motif.is_none(), motif }
    };
    TypeAction::ALL.iter().copied().map(possible).collect()
}

fn motif(prospect: &Prospect, situation: &Situation<'_>, type_action: TypeAction) -> Option<String> {
    if prospect.actions_en_cours.iter().any(|action| action.type_action == type_action) {
        return Some(format!("{} déjà en cours.", type_action.libelle()));
    }
    kind(type_action).refusal(situation).map(|error| error.detail().to_owned())
}
