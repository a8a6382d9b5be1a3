//! DTOs of data protection (GDPR): retention, anonymisation, opposition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{MotifAnonymisation, ResultatAnonymisation};
use crate::identifiant::IdProspect;
use crate::instant::Instant;
use crate::lenient;

/// A prospect whose retention period is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Echeance {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Last contact that came from the prospect: the last received email, or else the first contact.
    pub dernier_contact_entrant: Instant,
    /// When the retention period ended.
    pub date_echeance: Instant,
}

/// All personal data of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DonneesPersonnelles {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// When the data was read.
    pub date_export: Instant,
    /// Rows by table (`prospects`, `historiqueEmails`, `candidats`…), each with all its columns.
    #[cfg_attr(feature = "server", schema(value_type = BTreeMap<String, Vec<Object>>))]
    pub donnees: BTreeMap<String, Vec<BTreeMap<String, Value>>>,
}

/// Request to anonymise prospects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnonymiseRequest {
    /// Identifiers of the prospects, at most 100.
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 100))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 100, code = "LONGUEUR", message = "De 1 à 100 personnes."))
    )]
    pub ids: Vec<IdProspect>,
    /// Reason of the anonymisation.
    pub motif: MotifAnonymisation,
}

/// Result for one prospect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Anonymisation {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// The result, or the reason why nothing was done.
    pub resultat: ResultatAnonymisation,
    /// Description of the result, in French.
    pub detail: String,
}

/// Request to add a person to the opposition list: an email address, a telephone number, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AddOppositionRequest {
    /// Email address.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "marie.dumitru@exemple.example", max_length = 254))]
    pub email: Option<String>,
    /// Telephone number, French without a country code.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "06 39 98 00 01", max_length = 40))]
    pub telephone: Option<String>,
}

/// Response to an opposition: what was new on the list, and the records still to anonymise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddOppositionResponse {
    /// True when all given values were already on the list.
    pub deja_inscrite: bool,
    /// Prospects who have this address or number.
    pub fiches: Vec<IdProspect>,
}
