//! The state of a prospect that the rules of actions read, from the displayed record or from the locked row.

use common::erreur::DejaCandidat;
use common::prospect::Prospect;
use common::{FieldCode, IdCandidat, IdSession};

use crate::db::RowId;
use crate::db::candidats::CandidatRow;
use crate::db::prospects::LockedProspect;
use crate::error::{ApiError, ErrorCode};

/// A prospect, as the rules see it.
pub struct Situation<'a> {
    /// Given name and family name, such as "Marie Dumitru".
    pub nom_complet: String,
    /// The main email address.
    pub email: Option<&'a str>,
    /// Identifier and file number of the candidate, once converted.
    pub candidat: Option<(IdCandidat, &'a str)>,
    /// The session in which the candidate has a seat. Only the locked row knows it.
    pub id_session: Option<IdSession>,
    /// True when the action finishes a partial conversion.
    pub finishes_partial: bool,
}

impl<'a> Situation<'a> {
    /// Builds the situation from a displayed record.
    pub(super) fn shown(prospect: &'a Prospect) -> Self {
        let resume = &prospect.resume;
        Self {
            nom_complet: common::auth::nom_complet(&resume.prenom, &resume.nom),
            email: resume.email.as_deref(),
            candidat: prospect.candidat.as_ref().map(|one| (one.id_candidat, one.numero_dossier.as_str())),
            id_session: None,
            finishes_partial: false,
        }
    }

    /// Builds the situation from the locked row; `relance` is true when a failed action restarts.
    pub(crate) fn locked(
        prospect: &'a LockedProspect,
        candidat: Option<&'a CandidatRow>,
        relance: bool,
    ) -> Self {
        Self {
            nom_complet: prospect.nom_complet(),
            email: prospect.email(),
            candidat: candidat.map(|one| (one.id_candidat.0, one.numero_dossier.as_str())),
            id_session: candidat.and_then(|one| one.id_session).map(|RowId(id)| id),
            finishes_partial: relance && candidat.is_some_and(|candidat| candidat.partielle),
        }
    }

    /// Returns a 409 when the prospect is already a candidate.
    pub(crate) fn already_candidate(&self) -> Option<ApiError> {
        let (id, numero) = self.candidat?;
        let detail = format!("{} est déjà candidat, dossier {numero}.", self.nom_complet);
        let error = ApiError::new(ErrorCode::DejaCandidat, detail);
        Some(error.with(DejaCandidat { id_candidat: id, numero_dossier: numero.to_owned() }))
    }

    /// Returns a 422 when the prospect has no email address.
    pub(super) fn without_email(&self) -> Option<ApiError> {
        let message = "Aucune adresse e-mail n’est connue : ajoutez-en une à la fiche.";
        self.email.is_none().then(|| ApiError::field("email", FieldCode::EmailRequis, message))
    }
}
