//! Example records of candidates and the waiting list.

use chrono::TimeDelta;
use common::liste_attente::PlaceAttente;
use common::{Candidat, CandidatDetail, Day, EtatPiece, EtatPlace, PieceCandidat, StatutDossier};

use super::super::{after, asked, marie};
use super::{DRIVE, EMAIL, formation_ref};

pub(in crate::openapi::examples) fn candidat() -> Candidat {
    Candidat {
        id_candidat: 12.into(),
        id_prospect: marie(),
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        email: Some(EMAIL.into()),
        numero_dossier: "DUMI15092024".into(),
        lien_dossier_drive: Some(DRIVE.into()),
        formation: formation_ref(),
        id_session: Some(7.into()),
        session: Some("Mars 2026".into()),
        date_debut_souhaitee: Some(Day::new("2026-03-15")),
        statut_dossier: StatutDossier::Incomplet,
        pieces_manquantes: 1,
        motif_decision: None,
        date_decision: None,
        decide_par: None,
        partielle: false,
        id_conversion: Some(42.into()),
        date_conversion: after(TimeDelta::seconds(9)),
    }
}

/// Marie's file: one piece is received, one is refused.
pub(in crate::openapi::examples) fn candidat_detail() -> CandidatDetail {
    let piece = |code: &str, libelle: &str, etat, motif: Option<&str>, auteur: &str| PieceCandidat {
        code: code.into(),
        libelle: libelle.into(),
        obligatoire: true,
        etat,
        motif: motif.map(Into::into),
        lien: Some(format!("https://drive.google.com/file/d/{}", code.to_lowercase())),
        date: Some(after(TimeDelta::days(2))),
        auteur: Some(auteur.into()),
    };
    let pieces = vec![
        piece("PIECE_IDENTITE", "Pièce d’identité", EtatPiece::Recue, None, "n8n"),
        piece("PHOTO", "Photo d’identité", EtatPiece::Refusee, Some("Photo trop sombre"), "Sophie Martin"),
    ];
    CandidatDetail { candidat: candidat(), pieces }
}

/// Returns a candidate who was refused or withdrew.
pub(in crate::openapi::examples) fn decided(statut_dossier: StatutDossier, motif: &str) -> CandidatDetail {
    let candidat = Candidat {
        statut_dossier,
        motif_decision: Some(motif.into()),
        date_decision: Some(after(TimeDelta::days(3))),
        decide_par: Some("Sophie Martin".into()),
        ..candidat()
    };
    CandidatDetail { candidat, ..candidat_detail() }
}

/// Returns a place on a waiting list.
pub(in crate::openapi::examples) fn place(etat: EtatPlace) -> PlaceAttente {
    PlaceAttente {
        id_place: 5.into(),
        id_session: 7.into(),
        session: "Mars 2026".into(),
        id_prospect: marie(),
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        rang: etat.is_open().then_some(1),
        etat,
        date_inscription: asked(),
        inscrit_par: "Sophie Martin".into(),
        expire_le: (etat != EtatPlace::EnAttente).then(|| after(TimeDelta::days(3))),
        id_conversion: (etat == EtatPlace::Acceptee).then(|| 42.into()),
    }
}
