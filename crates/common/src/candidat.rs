//! Candidates: prospects that were converted.

use serde::{Deserialize, Serialize};

use crate::catalogue::FormationRef;
use crate::codes::StatutDossier;
use crate::identifiant::IdProspect;
use crate::instant::{Day, Instant};

/// A candidate, as the prospect it came from shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CandidatResume {
    /// Identifier.
    pub id_candidat: i64,
    /// File number, `DUMI15092024`.
    pub numero_dossier: String,
    /// https link of the Drive folder; null while it does not exist.
    pub lien_dossier_drive: Option<String>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Candidat {
    /// Identifier.
    pub id_candidat: i64,
    /// The prospect it came from.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// First email address.
    pub email: Option<String>,
    /// File number, `DUMI15092024`.
    pub numero_dossier: String,
    /// https link of the Drive folder; null while it does not exist.
    pub lien_dossier_drive: Option<String>,
    /// The formation taken.
    pub formation: FormationRef,
    /// The session whose seat was given.
    pub id_session: Option<i64>,
    /// Label of that session.
    pub session: Option<String>,
    /// Wished start.
    pub date_debut_souhaitee: Option<Day>,
    /// State of the file.
    pub statut_dossier: StatutDossier,
    /// Whether something is missing that n8n should have made: the Drive folder.
    pub partielle: bool,
    /// The conversion that made it.
    pub id_conversion: Option<i64>,
    /// When it was converted.
    pub date_conversion: Instant,
}
