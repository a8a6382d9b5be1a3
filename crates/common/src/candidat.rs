//! Candidates: prospects that were converted.

use serde::{Deserialize, Serialize};

use crate::catalogue::FormationRef;
use crate::codes::{DecisionDossier, EtatPiece, StatutDossier};
use crate::identifiant::{IdAction, IdCandidat, IdProspect, IdSession};
use crate::instant::{Day, Instant};
use crate::lenient;

/// A candidate, as its prospect's record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CandidatResume {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_candidat: IdCandidat,
    /// File number, such as `DUMI15092024`.
    pub numero_dossier: String,
    /// https link to the Drive folder; null while the folder is missing.
    pub lien_dossier_drive: Option<String>,
    /// State of the candidate's file.
    pub statut_dossier: StatutDossier,
    /// Reason of the decision or of the withdrawal.
    pub motif_decision: Option<String>,
}

/// Request to give a candidate a seat in a session, in place of the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveCandidatRequest {
    /// The session. It is one of the candidate's formation and takes candidates.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_session: IdSession,
}

/// Request to accept or to refuse a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideCandidatRequest {
    /// The decision.
    pub statut_dossier: DecisionDossier,
    /// Reason of the decision; required with `REFUSE`.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 300))]
    pub motif: Option<String>,
}

/// Request to record that a candidate withdrew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithdrawCandidatRequest {
    /// Reason of the withdrawal.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 300))]
    pub motif: String,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Candidat {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_candidat: IdCandidat,
    /// The prospect who became this candidate.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Main email address.
    pub email: Option<String>,
    /// File number, such as `DUMI15092024`.
    pub numero_dossier: String,
    /// https link to the Drive folder; null while the folder is missing.
    pub lien_dossier_drive: Option<String>,
    /// The chosen formation.
    pub formation: FormationRef,
    /// The session in which the candidate has a seat, or which a refused or withdrawn candidate left.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_session: Option<IdSession>,
    /// Label of that session.
    pub session: Option<String>,
    /// Requested start date.
    pub date_debut_souhaitee: Option<Day>,
    /// State of the candidate's file: `INCOMPLET` and `COMPLET` follow from its pieces, the others are decisions.
    pub statut_dossier: StatutDossier,
    /// Number of mandatory pieces that are neither received nor dispensed.
    pub pieces_manquantes: i32,
    /// Reason of the decision or of the withdrawal.
    pub motif_decision: Option<String>,
    /// When the candidate was accepted or refused, or withdrew.
    pub date_decision: Option<Instant>,
    /// Name of the person who recorded it.
    pub decide_par: Option<String>,
    /// True while the Drive folder, which n8n makes, is missing.
    pub partielle: bool,
    /// The conversion that created the candidate.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
    /// When the prospect was converted.
    pub date_conversion: Instant,
}

/// A candidate with the pieces of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CandidatDetail {
    /// The candidate.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub candidat: Candidat,
    /// The pieces of the file, in the order to show. They are those that the formation required at the conversion.
    pub pieces: Vec<PieceCandidat>,
}

/// A piece of a candidate's file: a document that the formation required at the conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PieceCandidat {
    /// Code of the document, such as `PIECE_IDENTITE`; unique in the file.
    pub code: String,
    /// Display name.
    pub libelle: String,
    /// True when the file is incomplete without it.
    pub obligatoire: bool,
    /// State of the piece.
    pub etat: EtatPiece,
    /// Why the piece is refused or dispensed.
    pub motif: Option<String>,
    /// https link to the document.
    pub lien: Option<String>,
    /// When the piece got its present state; null while nothing was noted.
    pub date: Option<Instant>,
    /// Name of the person, of the key (`clé « … »`), `n8n`, or `système`; null while nothing was noted.
    pub auteur: Option<String>,
}

impl PieceCandidat {
    /// Returns true when the file is incomplete because of this piece.
    pub fn is_missing(&self) -> bool {
        self.obligatoire && self.etat.is_missing()
    }
}

/// A document that the file of at least one candidate lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PieceManquante {
    /// Code of the document, for the filter `manque`.
    pub code: String,
    /// Display name.
    pub libelle: String,
}

/// Request to note the state of a piece. It replaces state, reason and link. Unknown fields from n8n are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ChangePieceRequest {
    /// State of the piece.
    pub etat: EtatPiece,
    /// The reason: required for `REFUSEE`, possible for `DISPENSEE`, refused for the other states.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 500))]
    pub motif: Option<String>,
    /// https link to the document.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien: Option<String>,
}
