//! What the law asks: retention, anonymisation, opposition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{MotifAnonymisation, ResultatAnonymisation};
use crate::identifiant::IdProspect;
use crate::instant::Instant;
use crate::lenient;

/// A prospect whose time of retention is over.
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
    /// The last contact that came from the prospect: the last email received, or else the first contact.
    pub dernier_contact_entrant: Instant,
    /// When the time of retention was over.
    pub date_echeance: Instant,
}

/// Everything that is held of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DonneesPersonnelles {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// When this was read.
    pub date_export: Instant,
    /// Rows by table (`prospects`, `historiqueEmails`, `candidats`…), each with all of its columns.
    #[cfg_attr(feature = "server", schema(value_type = BTreeMap<String, Vec<Object>>))]
    pub donnees: BTreeMap<String, Vec<BTreeMap<String, Value>>>,
}

/// Asks to anonymise prospects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnonymisationRequest {
    /// The prospects, 100 at the most.
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 100))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 100, code = "LONGUEUR", message = "De 1 à 100 personnes."))
    )]
    pub ids: Vec<IdProspect>,
    /// Why.
    pub motif: MotifAnonymisation,
}

/// What became of one of the prospects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Anonymisation {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// What was done, or why nothing was.
    pub resultat: ResultatAnonymisation,
    /// The same in a French sentence.
    pub detail: String,
}

/// Puts somebody on the opposition list: an email address, a telephone number, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OppositionRequest {
    /// Email address.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "marie.dumitru@exemple.example", max_length = 254))]
    pub email: Option<String>,
    /// Telephone number, French when it bears no country code.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "06 39 98 00 01", max_length = 40))]
    pub telephone: Option<String>,
}

/// Whether anything is new on the opposition list, and whose records are still to be anonymised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OppositionResponse {
    /// Whether everything that was given was on the list already.
    pub deja_inscrite: bool,
    /// Prospects that have this address or number.
    pub fiches: Vec<IdProspect>,
}
