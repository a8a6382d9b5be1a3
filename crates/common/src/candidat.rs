//! Candidates: prospects that were converted.

use serde::{Deserialize, Serialize};

use crate::catalogue::FormationRef;
use crate::codes::StatutDossier;
use crate::identifiant::{IdAction, IdCandidat, IdProspect, IdSession};
use crate::instant::{Day, Instant};

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
}

/// Request to give a candidate a seat in a session, in place of the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangementSessionRequest {
    /// The session. It is one of the candidate's formation and takes candidates.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_session: IdSession,
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
    /// The session in which the candidate has a seat.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_session: Option<IdSession>,
    /// Label of that session.
    pub session: Option<String>,
    /// Requested start date.
    pub date_debut_souhaitee: Option<Day>,
    /// State of the candidate's file.
    pub statut_dossier: StatutDossier,
    /// True while the Drive folder, which n8n makes, is missing.
    pub partielle: bool,
    /// The conversion that created the candidate.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
    /// When the prospect was converted.
    pub date_conversion: Instant,
}
