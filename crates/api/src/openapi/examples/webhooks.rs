//! Example bodies of webhooks to n8n, and of its responses.

use common::{Day, ModeFinancement, TypeAction, TypeEmail};

use super::super::webhooks::{
    Appel, AppelCanari, AppelConvertirCandidat, AppelEnvoyerDossier, AppelEnvoyerEmail, AppelGenererDevis,
    PriseEnCharge, ReponseCanari, Souhait, TypeCanari,
};
use super::records::{EMAIL, TELEPHONE, document};
use super::{asked, marie};

const FORMATION: &str = "CAP Bijouterie-joaillerie";

fn appel(type_action: TypeAction) -> Appel {
    Appel {
        id_prospect: marie(),
        id_conversion: 42.into(),
        type_action,
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        email: Some(EMAIL.into()),
        telephone: Some(TELEPHONE.into()),
        demande_par: "Sophie Martin".into(),
        timestamp: asked(),
        url_rappel: "https://admissions.ecole.example/api/prospects/conversion-complete".into(),
    }
}

fn souhait() -> Souhait {
    Souhait {
        formation_souhaitee: Some("CAP_BJ".into()),
        nom_formation: Some(FORMATION.into()),
        duree_heures: Some(800),
        tarif: Some(9_800.0),
        mode_financement: Some(ModeFinancement::Cpf),
    }
}

pub(in super::super) fn appel_convertir_candidat() -> AppelConvertirCandidat {
    AppelConvertirCandidat {
        appel: appel(TypeAction::ConvertirCandidat),
        formation_retenue: "CAP_BJ".into(),
        nom_formation: Some(FORMATION.into()),
        id_session: Some(7.into()),
        session_visee: Some("Mars 2026".into()),
        date_debut_souhaitee: Some(Day::new("2026-03-15")),
        documents_requis: vec![document()],
        numero_dossier: None,
    }
}

pub(in super::super) fn appel_envoyer_dossier() -> AppelEnvoyerDossier {
    AppelEnvoyerDossier {
        appel: appel(TypeAction::EnvoyerDossier),
        souhait: souhait(),
        documents_requis: Some(vec![document()]),
    }
}

pub(in super::super) fn appel_generer_devis() -> AppelGenererDevis {
    AppelGenererDevis {
        appel: appel(TypeAction::GenererDevis),
        souhait: souhait(),
        adresse: Some("3 rue des Orfèvres".into()),
        code_postal: Some("69002".into()),
        ville: Some("Lyon".into()),
    }
}

pub(in super::super) fn appel_envoyer_email() -> AppelEnvoyerEmail {
    AppelEnvoyerEmail {
        appel: appel(TypeAction::EnvoyerEmail),
        souhait: souhait(),
        type_email: TypeEmail::Information,
        message: Some("Les inscriptions ferment le 1er mars.".into()),
    }
}

pub(in super::super) fn appel_canari() -> AppelCanari {
    AppelCanari { type_action: TypeCanari::Canari, timestamp: asked() }
}

pub(in super::super) fn prise_en_charge() -> PriseEnCharge {
    PriseEnCharge { execution_id: Some("1207".into()), workflow_id: Some("Wq8fZ2sT4nB6kLxR".into()) }
}

pub(in super::super) fn reponse_canari() -> ReponseCanari {
    ReponseCanari { canari: true, workflow_id: "Wq8fZ2sT4nB6kLxR".into(), execution_id: "1207".into() }
}
