//! Computes the overall verdict: the problems, by importance.

use common::sante::{RaisonSante, Sante, SanteWorkflow};
use common::{EtatLecture, EtatSante, EtatWorkflow};

use super::canari::needs_somebody;
use super::wording;

/// Lists the problems, the worst first. Ignores `raisons` of the report.
pub(super) fn reasons(sante: &Sante, is_opposition_readable: bool) -> Vec<RaisonSante> {
    let mut all = Vec::new();
    let mut tell = |is_wrong: bool, etat, message: String| {
        if is_wrong {
            all.push(RaisonSante { etat, message, type_action: None });
        }
    };
    let lacking = sante.migrations.manquantes;
    let migrate = format!("Migrations à appliquer : {lacking}. Lancez `prospects-api migrate`.");
    tell(lacking > 0, EtatSante::EnPanne, migrate);
    tell(
        !is_opposition_readable,
        EtatSante::EnPanne,
        "La liste d’opposition ne peut pas être lue sans sa clé (RGPD_HMAC_KEY) : personne n’entre."
            .to_owned(),
    );
    for worker in sante.workers.iter().filter(|worker| worker.en_retard) {
        let message = format!("« {} » ne tourne plus : redémarrez le service.", worker.nom.libelle());
        tell(true, EtatSante::EnPanne, message);
    }
    let formations = "Aucune formation n’est active : aucun prospect ne peut être converti.".to_owned();
    tell(sante.catalogue.formations_actives == 0, EtatSante::ASurveiller, formations);
    let sessions = "Aucune session à venir n’a de place : les conversions se font sans session.".to_owned();
    tell(sante.catalogue.sessions_ouvertes == 0, EtatSante::ASurveiller, sessions);
    let waiting = "Des demandes attendent une connexion à la base : augmentez DB_POOL_SIZE.".to_owned();
    tell(sante.base_de_donnees.connexions.en_attente > 0, EtatSante::ASurveiller, waiting);
    if let Some(lecture) = sante.base_de_donnees.lecture.filter(|one| one.etat != EtatLecture::Active) {
        tell(true, EtatSante::ASurveiller, wording::of_standby(lecture.etat));
    }
    if sante.messages.silence_inhabituel {
        tell(true, EtatSante::ASurveiller, wording::of_silence(&sante.messages));
    }
    all.extend(sante.workflows.iter().filter_map(of_workflow));
    all.sort_by_key(|reason| reason.etat != EtatSante::EnPanne);
    all
}

fn of_workflow(workflow: &SanteWorkflow) -> Option<RaisonSante> {
    let etat = match workflow.etat {
        EtatWorkflow::Actif => return None,
        etat if needs_somebody(etat) => EtatSante::EnPanne,
        _ => EtatSante::ASurveiller,
    };
    let type_action = Some(workflow.type_action);
    Some(RaisonSante { etat, message: workflow.message.clone(), type_action })
}

/// Returns the worst state.
pub(super) fn worst(reasons: &[RaisonSante]) -> EtatSante {
    reasons.first().map_or(EtatSante::Bon, |reason| reason.etat)
}
