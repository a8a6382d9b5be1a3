//! Example records of actions and the error journal.

use chrono::TimeDelta;
use common::{
    Action, ActionDetail, Day, EntreeHistorique, EvenementAction, JournalErreur, Severite, StatutAction,
    TypeAction,
};
use serde_json::json;

use super::super::{after, asked, marie};
use super::DRIVE;

/// The conversion, just requested.
pub(in crate::openapi::examples) fn action() -> Action {
    Action {
        id_conversion: 42.into(),
        id_prospect: marie(),
        type_action: TypeAction::ConvertirCandidat,
        statut_action: StatutAction::EnCours,
        partielle: false,
        etape: None,
        pourcentage: None,
        tentatives: 0,
        formation_retenue: Some("CAP_BJ".into()),
        id_session: Some(7.into()),
        session_visee: Some("Mars 2026".into()),
        date_debut_souhaitee: Some(Day::new("2026-03-15")),
        workflow_id: None,
        execution_id: None,
        message_erreur: None,
        demande_par: "Sophie Martin".into(),
        date_debut: asked(),
        date_fin: None,
        duree_ms: None,
        resultat: None,
        relancable: false,
        annulable_jusqua: Some(after(TimeDelta::seconds(8))),
        relance_de: None,
        id_lot: None,
    }
}

/// Another action of this person, just requested.
pub(in crate::openapi::examples) fn action_of(type_action: TypeAction) -> Action {
    Action {
        type_action,
        formation_retenue: None,
        id_session: None,
        session_visee: None,
        date_debut_souhaitee: None,
        ..action()
    }
}

/// The finished conversion.
pub(in crate::openapi::examples) fn done() -> Action {
    Action {
        statut_action: StatutAction::Terminee,
        etape: Some("Création du dossier Drive".into()),
        pourcentage: Some(60),
        tentatives: 1,
        workflow_id: Some("Wq8fZ2sT4nB6kLxR".into()),
        execution_id: Some("1207".into()),
        date_fin: Some(after(TimeDelta::seconds(9))),
        duree_ms: Some(9_000),
        resultat: Some(json!({ "numeroDossier": "DUMI15092024", "lienDossierDrive": DRIVE })),
        annulable_jusqua: None,
        ..action()
    }
}

/// The conversion, undone before its call left.
pub(in crate::openapi::examples) fn undone() -> Action {
    Action {
        statut_action: StatutAction::Annulee,
        date_fin: Some(after(TimeDelta::seconds(5))),
        duree_ms: Some(5_000),
        annulable_jusqua: None,
        ..action()
    }
}

pub(in crate::openapi::examples) fn story() -> ActionDetail {
    let entry = |seconds, evenement, detail: &str| EntreeHistorique {
        date: after(TimeDelta::seconds(seconds)),
        evenement,
        detail: detail.into(),
    };
    ActionDetail {
        action: done(),
        parametres: json!({}),
        journal: vec![
            entry(0, EvenementAction::Demande, "Demandée par Sophie Martin"),
            entry(1, EvenementAction::Livree, "Tentative 1 : n8n a pris la demande (182 ms)"),
            entry(5, EvenementAction::Etape, "Création du dossier Drive (60 %)"),
            entry(9, EvenementAction::Rappel, "n8n a terminé"),
        ],
    }
}

pub(in crate::openapi::examples) fn journal_erreur() -> JournalErreur {
    JournalErreur {
        id: 57,
        date_erreur: asked(),
        nom_workflow: "Tri des e-mails".into(),
        nom_noeud: Some("Lire la boîte".into()),
        message_erreur: "Quota dépassé".into(),
        donnees_entree: Some(json!({ "executionId": "1208" })),
        severite: Severite::Erreur,
        resolu: false,
        resolu_par: None,
        date_resolution: None,
        id_conversion: None,
        id_prospect: None,
        nom_prospect: None,
        type_action: None,
        relancable: false,
    }
}
