//! Example bodies of the health report.

use chrono::TimeDelta;
use common::sante::{
    Canari, Connexions, DernierRappel, DernierWebhook, Disjoncteur, RaisonSante, ResultatCanari, Sante,
    SanteBase, SanteCatalogue, SanteLecture, SanteMessages, SanteMigrations, SanteWorker, SanteWorkflow,
    SendCanariResponse,
};
use common::{EtatLecture, EtatSante, EtatWorkflow, StatutAction, TypeAction, Worker};

use super::{after, asked};

const DEACTIVATED: &str =
    "Le workflow « Conversion en candidat » est désactivé dans n8n : ouvrez-le et activez-le.";

/// A report with one deactivated workflow.
pub(super) fn sante() -> Sante {
    Sante {
        etat: EtatSante::EnPanne,
        raisons: vec![RaisonSante {
            etat: EtatSante::EnPanne,
            message: DEACTIVATED.into(),
            type_action: Some(TypeAction::ConvertirCandidat),
        }],
        date: after(TimeDelta::minutes(5)),
        demarrage: after(TimeDelta::days(-3)),
        version: env!("CARGO_PKG_VERSION").into(),
        version_postgresql: "16.4".into(),
        base_de_donnees: SanteBase {
            latence_ms: 1,
            connexions: Connexions { utilisees: 1, ouvertes: 4, maximum: 10, en_attente: 0 },
            lecture: Some(SanteLecture {
                etat: EtatLecture::Active,
                retard_octets: 0,
                retard_ms: 0,
                servies: 5_120,
                reprises: 3,
            }),
        },
        migrations: SanteMigrations { appliquees: 19, manquantes: 0 },
        catalogue: SanteCatalogue { formations_actives: 9, sessions_ouvertes: 12 },
        messages: SanteMessages {
            dernier_recu: Some(after(TimeDelta::hours(-2))),
            silence_jours: 0,
            silence_habituel_jours: Some(2),
            silence_inhabituel: false,
        },
        workers: vec![SanteWorker {
            nom: Worker::Dispatcher,
            dernier_passage: after(TimeDelta::minutes(5)),
            en_retard: false,
        }],
        intervalle_canari_s: 300,
        workflows: vec![workflow()],
    }
}

fn workflow() -> SanteWorkflow {
    SanteWorkflow {
        type_action: TypeAction::ConvertirCandidat,
        chemin: "prospect/convertir-candidat".into(),
        etat: EtatWorkflow::Inactif,
        message: DEACTIVATED.into(),
        disjoncteur: Disjoncteur { ouvert: false, depuis: None, prochain_essai: None, echecs: 0 },
        dernier_webhook: Some(DernierWebhook {
            date: asked(),
            statut_http: Some(202),
            ok: true,
            id_conversion: 42.into(),
        }),
        dernier_rappel: Some(DernierRappel {
            date: after(TimeDelta::seconds(9)),
            statut_action: StatutAction::Terminee,
            id_conversion: 42.into(),
        }),
        dernier_canari: Some(canari()),
        actions_en_cours: 0,
        actions_en_attente: 0,
        attente_depuis: None,
    }
}

fn canari() -> Canari {
    Canari {
        date: after(TimeDelta::minutes(4)),
        etat: EtatWorkflow::Inactif,
        statut_http: Some(404),
        duree_ms: 12,
        message: DEACTIVATED.into(),
        workflow_id: None,
    }
}

/// The result of a canari.
pub(super) fn canaris() -> SendCanariResponse {
    SendCanariResponse {
        data: vec![ResultatCanari {
            type_action: TypeAction::ConvertirCandidat,
            nouveau: true,
            canari: Some(canari()),
        }],
    }
}
