//! Requests that add a prospect or change the record.

use serde::{Deserialize, Deserializer, Serialize};

use crate::codes::{ModeFinancement, MotifPerte, SensEmail, Source, StatutProspect};
use crate::identifiant::{IdProspect, IdUtilisateur};
use crate::instant::{Day, Instant, TimeOfDay};
use crate::lenient::{self, given, given_integer, not_null, required_text};

/// Request to add a prospect. Unknown fields are ignored from n8n and refused from a browser.
///
/// At least one address or number is required. Addresses are lower-cased, numbers stored in E.164 (French without a
/// country code). A person with a known address or number and a compatible name is completed, not added twice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default)]
pub struct NewProspectRequest {
    /// Family name; required for a person who is not known yet.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub nom: String,
    /// Given name.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub prenom: String,
    /// Main email address; equivalent to the first of `emails`.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 254))]
    pub email: Option<String>,
    /// Email addresses, the main one first; at most 10.
    #[serde(deserialize_with = "lenient::texts")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub emails: Vec<String>,
    /// Main telephone number; equivalent to the first of `telephones`.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub telephone: Option<String>,
    /// Telephone numbers, the main one first; at most 10.
    #[serde(deserialize_with = "lenient::texts")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub telephones: Vec<String>,
    /// Street and number.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    pub adresse: Option<String>,
    /// Postal code.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 20))]
    pub code_postal: Option<String>,
    /// City.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub ville: Option<String>,
    /// Code of the requested formation.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub formation_souhaitee: Option<String>,
    /// Funding mode.
    #[serde(deserialize_with = "lenient::optional")]
    pub mode_financement: Option<ModeFinancement>,
    /// Statut of the prospect, `NOUVEAU` when absent; never `CANDIDAT`.
    #[serde(deserialize_with = "lenient::optional")]
    pub statut_prospect: Option<StatutProspect>,
    /// The reason of the loss: required with the statut `PERDU`, refused without it; never `NON_PRECISE`.
    #[serde(deserialize_with = "lenient::optional")]
    pub motif_perte: Option<MotifPerte>,
    /// Source of the prospect, `AUTRE` when absent.
    #[serde(deserialize_with = "lenient::optional")]
    pub source: Option<Source>,
    /// When the person made contact, such as the date of their message, in RFC 3339 or in the form of a mail header
    /// (RFC 5322). It is the first and the last contact of a new record. In a known one, it becomes the last contact if it
    /// is later. A missing date of a new record and a future date become the current time.
    #[serde(deserialize_with = "lenient::optional")]
    pub date_contact: Option<Instant>,
    /// Summary that an AI step of n8n wrote.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 20000))]
    pub resume_ia: Option<String>,
}

/// Request to change a record: an absent field stays, a null field is emptied. `nom`, `statutProspect` and `source`
/// can't be emptied. Unknown fields from n8n are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default)]
pub struct ChangeProspectRequest {
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "required_text")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 100))]
    pub nom: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "text_or_empty")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub prenom: Option<String>,
    /// Email addresses, the main one first; null and an empty list remove all, which needs a telephone number.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "texts_or_none")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub emails: Option<Vec<String>>,
    /// Telephone numbers, the main one first; null and an empty list remove all, which needs an email address.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "texts_or_none")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub telephones: Option<Vec<String>>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 200))]
    pub adresse: Option<Option<String>>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 20))]
    pub code_postal: Option<Option<String>>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 100))]
    pub ville: Option<Option<String>>,
    /// Code of the requested formation.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>))]
    pub formation_souhaitee: Option<Option<String>>,
    /// Funding mode.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<ModeFinancement>))]
    pub mode_financement: Option<Option<ModeFinancement>>,
    /// Statut of the prospect. Only a conversion sets `CANDIDAT`, which is final. `PERDU` needs `motifPerte`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub statut_prospect: Option<StatutProspect>,
    /// The reason of the loss: required when the statut becomes `PERDU`, refused with another statut, which removes it.
    /// A new value is never `NON_PRECISE`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<MotifPerte>))]
    pub motif_perte: Option<Option<MotifPerte>>,
    /// Source of the prospect.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub source: Option<Source>,
    /// Summary that an AI step of n8n wrote.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 20000))]
    pub resume_ia: Option<Option<String>>,
    /// Day of the next touch, today or later; a day on which the school is closed becomes the next working day. Null
    /// ends the touch. A candidate and a lost prospect have none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Day>))]
    pub relance_le: Option<Option<Day>>,
    /// Time of the next touch, `HH:MM` in Europe/Paris.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<TimeOfDay>))]
    pub relance_heure: Option<Option<TimeOfDay>>,
    /// Subject of the next touch.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_text")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 200))]
    pub relance_objet: Option<Option<String>>,
    /// Account of the admin who follows the prospect; an active one.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given_integer")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_responsable: Option<Option<IdUtilisateur>>,
}

/// Reads a given text; null and a blank text empty the field.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn given_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    lenient::optional_text(deserializer).map(Some)
}

/// Reads a given text; null becomes the empty text.
fn text_or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    lenient::text(deserializer).map(Some)
}

/// Reads a given list of texts; null becomes the empty list.
fn texts_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    lenient::texts(deserializer).map(Some)
}

/// Request to record an email. Unknown fields are ignored from n8n and refused from a browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct NewEmailRequest {
    /// Direction: received or sent.
    pub sens: SensEmail,
    /// Subject, truncated to 1 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub objet: Option<String>,
    /// Summary, truncated to 20 000 characters. It ends with a note on changes to the other fields.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub resume: Option<String>,
    /// Body, plain text, truncated to 200 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub contenu: Option<String>,
    /// Address of the sender, truncated to 320 characters.
    #[serde(deserialize_with = "addresses")]
    #[cfg_attr(feature = "server", schema(min_length = 1))]
    pub expediteur: String,
    /// Recipients: one or several addresses, as a text or a list of texts, truncated to 320 characters.
    #[serde(deserialize_with = "addresses")]
    #[cfg_attr(feature = "server", schema(min_length = 1))]
    pub destinataire: String,
    /// When the email was sent, in RFC 3339 or in the form of a mail header (RFC 5322). A missing or future date
    /// becomes the current time.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_envoi: Option<Instant>,
    /// Message-ID, which identifies a repeated email; angle brackets and case do not matter.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_id: Option<String>,
}

/// Reads one or several addresses, joined as in a mail header.
fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut all = lenient::texts(deserializer)?;
    all.retain(|one| !one.trim().is_empty());
    Ok(all.join(", "))
}

/// Request to mark two prospects who share an address or number as different people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TellProspectsApartRequest {
    /// The other prospect.
    pub id_prospect: IdProspect,
}

/// Addresses and numbers that a record is about to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListPartagesRequest {
    /// Email addresses, as typed.
    pub emails: Vec<String>,
    /// Telephone numbers, as typed.
    pub telephones: Vec<String>,
}
