//! Where somebody stands, as the rules of the actions look at it: from the record that a page shows, or from the row that
//! a start has locked.

use common::StatutProspect;
use common::erreur::DejaCandidat;
use common::prospect::Prospect;

use crate::db::candidats::CandidatRow;
use crate::db::prospects::LockedProspect;
use crate::error::{ApiError, ErrorCode};

/// A prospect, as far as the rules care.
pub struct Situation<'a> {
    /// "Marie Dumitru".
    pub nom_complet: String,
    /// Where the prospect stands.
    pub statut: StatutProspect,
    /// The main email address.
    pub email: Option<&'a str>,
    /// Once converted: identifier and file number.
    pub candidat: Option<(i64, &'a str)>,
    /// A partial conversion is being finished.
    pub finishes_partial: bool,
}

impl<'a> Situation<'a> {
    /// Of the record that a page shows.
    pub(super) fn shown(prospect: &'a Prospect) -> Self {
        let resume = &prospect.resume;
        Self {
            nom_complet: format!("{} {}", resume.prenom, resume.nom).trim().to_owned(),
            statut: resume.statut_prospect,
            email: resume.email.as_deref(),
            candidat: prospect.candidat.as_ref().map(|one| (one.id_candidat, one.numero_dossier.as_str())),
            finishes_partial: false,
        }
    }

    /// Of the row that a start has locked; `relance` when it takes a failed action up again.
    pub(super) fn locked(
        prospect: &'a LockedProspect,
        candidat: Option<&'a CandidatRow>,
        relance: bool,
    ) -> Self {
        Self {
            nom_complet: prospect.nom_complet(),
            statut: prospect.statut(),
            email: prospect.email(),
            candidat: candidat.map(|one| (one.id_candidat, one.numero_dossier.as_str())),
            finishes_partial: relance && candidat.is_some_and(|candidat| candidat.partielle),
        }
    }

    /// 409 for who is a candidate already.
    pub(super) fn already_candidate(&self) -> Option<ApiError> {
        let (id, numero) = self.candidat?;
        let detail = format!("{} est déjà candidat, dossier {numero}.", self.nom_complet);
        let error = ApiError::new(ErrorCode::DejaCandidat, detail);
        Some(error.with(DejaCandidat { id_candidat: id, numero_dossier: numero.to_owned() }))
    }

    /// 422 for who has no email address.
    pub(super) fn without_email(&self) -> Option<ApiError> {
        let message = "Aucune adresse e-mail n’est connue : ajoutez-en une à la fiche.";
        self.email.is_none().then(|| ApiError::field("email", "EMAIL_REQUIS", message))
    }
}
