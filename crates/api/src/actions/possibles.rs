//! Which actions can be asked for a prospect, and why not: the one place that decides which buttons live.

use common::prospect::{ActionPossible, Prospect};
use common::{StatutProspect, TypeAction};

use super::kind::kind;

/// One entry a type. `prospect.actionsEnCours` and `prospect.candidat` must be there.
pub fn actions_possibles(prospect: &Prospect) -> Vec<ActionPossible> {
    let possible = |type_action| {
        let motif = motif(prospect, type_action);
        ActionPossible { type_action, active: motif.is_none(), motif }
    };
    TypeAction::ALL.iter().copied().map(possible).collect()
}

fn motif(prospect: &Prospect, type_action: TypeAction) -> Option<String> {
    if kind(type_action).is_none() {
        return Some("Arrive avec la prochaine version.".to_owned());
    }
    if prospect.actions_en_cours.iter().any(|action| action.type_action == type_action) {
        return Some(format!("{} déjà en cours.", type_action.libelle()));
    }
    let converted = prospect.resume.statut_prospect == StatutProspect::Candidat;
    if type_action == TypeAction::ConvertirCandidat && converted {
        let numero = prospect.candidat.as_ref().map(|candidat| candidat.numero_dossier.as_str());
        return Some(format!("Déjà candidat (dossier {}).", numero.unwrap_or("inconnu")));
    }
    None
}
