//! Makes the state of the pieces of a candidate's file: most are received, some are refused with a reason.

use chrono::{DateTime, TimeDelta, Utc};
use common::{EtatPiece, StatutDossier};
use serde_json::{Value, json};

use super::candidate::CandidatFait;
use super::catalogue::Document;
use super::dice::Dice;
use super::emails::EQUIPE;

/// A piece of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PieceFaite {
    pub(super) code: &'static str,
    pub(super) etat: EtatPiece,
    pub(super) motif: Option<&'static str>,
    pub(super) lien: Option<String>,
    pub(super) date_etat: DateTime<Utc>,
    pub(super) auteur: &'static str,
}

impl PieceFaite {
    /// Returns the columns of the piece of a candidate.
    pub(super) fn row(&self, id_candidat: i64) -> Value {
        json!({ "id_candidat": id_candidat, "code": self.code, "etat": self.etat, "motif": self.motif,
            "lien": self.lien, "date_etat": self.date_etat, "auteur": self.auteur })
    }
}

const REFUSALS: [&str; 5] = [
    "Document illisible : le scan est flou",
    "Pièce périmée",
    "Il manque le verso",
    "Le nom n’est pas celui du dossier",
    "Page de signature absente",
];

const DISPENSATIONS: [Option<&str>; 3] =
    [Some("Équivalence accordée par la direction"), Some("Déjà fournie pour une autre formation"), None];

const AUTHORS: [(&str, u32); 3] = [("n8n", 60), (EQUIPE[0], 25), (EQUIPE[2], 15)];

/// Makes the pieces that were noted for a candidate; the other ones are still awaited.
pub(super) fn pieces(
    candidat: &CandidatFait,
    documents: &[Document],
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<PieceFaite> {
    let complete = matches!(candidat.statut_dossier, StatutDossier::Complet | StatutDossier::Accepte);
    let lacking = candidat.statut_dossier == StatutDossier::Incomplet;
    let first_mandatory = documents.iter().position(|(_, _, mandatory)| *mandatory);
    let mut noted = Vec::with_capacity(documents.len());
    for (place, &(code, _, mandatory)) in documents.iter().enumerate() {
        let etat = if complete && mandatory {
            dice.weighted(&[(EtatPiece::Recue, 96), (EtatPiece::Dispensee, 4)])
        } else if lacking && Some(place) == first_mandatory {
            dice.weighted(&[(EtatPiece::Attendue, 60), (EtatPiece::Refusee, 40)])
        } else {
            let awaited = if lacking || complete { 18 } else { 70 };
            dice.weighted(&[
                (EtatPiece::Recue, 100 - awaited),
                (EtatPiece::Attendue, awaited),
                (EtatPiece::Refusee, 7),
                (EtatPiece::Dispensee, 3),
            ])
        };
        if etat != EtatPiece::Attendue {
            noted.push(piece(code, etat, candidat, maintenant, dice));
        }
    }
    noted
}

fn piece(
    code: &'static str,
    etat: EtatPiece,
    candidat: &CandidatFait,
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> PieceFaite {
    let later = candidat.date + TimeDelta::hours(dice.between(2, 600));
    let given =
        matches!(etat, EtatPiece::Recue | EtatPiece::Refusee) && candidat.lien_dossier_drive.is_some();
    PieceFaite {
        code,
        etat,
        motif: match etat {
            EtatPiece::Refusee => Some(dice.pick(&REFUSALS)),
            EtatPiece::Dispensee => dice.pick(&DISPENSATIONS),
            EtatPiece::Attendue | EtatPiece::Recue => None,
        },
        lien: given.then(|| format!("https://drive.google.com/file/d/demo-{}", dice.token(16))),
        date_etat: later.min(maintenant),
        auteur: dice.weighted(&AUTHORS),
    }
}
