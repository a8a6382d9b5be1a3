//! The waiting list of a full session.

use serde::{Deserialize, Serialize};

use crate::codes::EtatPlace;
use crate::identifiant::{IdAction, IdPlace, IdProspect, IdSession};
use crate::instant::Instant;
use crate::lenient;

/// The place of a prospect on the waiting list of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlaceAttente {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_place: IdPlace,
    /// The session.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_session: IdSession,
    /// Label of the session.
    pub session: String,
    /// The prospect who waits.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Rank on the list, from 1; null for a place that is no longer on it.
    pub rang: Option<i64>,
    /// State of the place.
    pub etat: EtatPlace,
    /// When the prospect was added.
    pub date_inscription: Instant,
    /// Name of the person who added the prospect.
    pub inscrit_par: String,
    /// End of the last offer of a seat; null before the first one.
    pub expire_le: Option<Instant>,
    /// The conversion that the accepted offer started.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
}

/// Request to add a prospect to a waiting list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddListeAttenteRequest {
    /// The prospect.
    pub id_prospect: IdProspect,
}

/// Request to offer a free seat to somebody who waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProposePlaceRequest {
    /// End of the offer, in the next 30 days; in three days when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub expire_le: Option<Instant>,
}

/// Request to record the answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnswerPropositionRequest {
    /// True to convert the prospect into the session, false to offer the seat to the next one.
    pub accepte: bool,
}
