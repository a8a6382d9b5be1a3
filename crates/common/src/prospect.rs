//! DTOs of prospects: the people who contacted the school.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::candidat::CandidatResume;
use crate::catalogue::FormationRef;
use crate::codes::{ModeFinancement, MotifPerte, SensEmail, Source, StatutProspect, TypeAction};
use crate::identifiant::{IdProspect, IdUtilisateur};
use crate::instant::{Day, Instant, TimeOfDay};
use crate::lenient::{self, given, not_null};
use crate::liste_attente::PlaceAttente;

/// A prospect in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProspectResume {
    /// Identifier.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Main email address.
    pub email: Option<String>,
    /// Main telephone number, in E.164.
    pub telephone: Option<String>,
    /// City.
    pub ville: Option<String>,
    /// The requested formation.
    pub formation_souhaitee: Option<FormationRef>,
    /// Funding mode.
    pub mode_financement: Option<ModeFinancement>,
    /// Statut of the prospect.
    pub statut_prospect: StatutProspect,
    /// Source of the prospect.
    pub source: Source,
    /// Number of emails exchanged.
    pub nb_echanges: i32,
    /// Date of the first contact.
    pub date_premier_contact: Instant,
    /// Date of the last contact.
    pub date_dernier_contact: Instant,
    /// Type of the running action, the last requested one when there are several.
    pub action_en_cours: Option<TypeAction>,
    /// Day of the next touch; null without one.
    pub relance_le: Option<Day>,
    /// Time of the next touch; null for any time of the day.
    pub relance_heure: Option<TimeOfDay>,
    /// Subject of the next touch.
    pub relance_objet: Option<String>,
    /// Date of the first email that the prospect sent after the touch was set.
    pub relance_repondu_le: Option<Instant>,
    /// Account of the admin who follows the prospect.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_responsable: Option<IdUtilisateur>,
    /// Name of that admin.
    pub responsable: Option<String>,
}

/// A prospect with all its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Prospect {
    /// The fields of the list.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub resume: ProspectResume,
    /// Email addresses, the main one first.
    pub emails: Vec<String>,
    /// Telephone numbers, the main one first.
    pub telephones: Vec<String>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// Summary that an AI step of n8n wrote.
    pub resume_ia: Option<String>,
    /// The reason of the loss when the statut is `PERDU`, null otherwise. `NON_PRECISE` when none was given.
    pub motif_perte: Option<MotifPerte>,
    /// Date of the anonymisation; the record then holds no personal data and allows no action.
    pub date_anonymisation: Option<Instant>,
    /// Other prospects who have one of these addresses or numbers, latest contact first, at most 20.
    pub adresse_partagee_avec: Vec<AdressePartagee>,
    /// The candidate, once converted.
    pub candidat: Option<CandidatResume>,
    /// The waiting lists of sessions on which the prospect is.
    pub listes_attente: Vec<PlaceAttente>,
    /// Actions that can be requested now, with the reason of each refusal.
    pub actions_possibles: Vec<ActionPossible>,
    /// The running actions.
    pub actions_en_cours: Vec<Action>,
}

/// Another prospect who shares an address or number with this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AdressePartagee {
    /// The other prospect.
    pub id_prospect: IdProspect,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Fields with a shared value: `emails`, `telephones`.
    pub champs: Vec<String>,
    /// True when an admin has marked the two as different people.
    pub distincte: bool,
}

/// The outcome of incoming data: the prospect, and the fields that the record took over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProspectRecu {
    /// The record after the change.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub prospect: Prospect,
    /// Fields that a known record took over; empty for a new record, which took all.
    pub complete: Vec<String>,
    /// Given fields that were not taken over, because the record differs or may belong to another person.
    pub ignore: Vec<String>,
}

/// A prospect whose next touch was marked as done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelanceFaite {
    /// The record after the change.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub prospect: Prospect,
    /// The requested day of the next touch, when the school is closed on it: `relanceLe` is the next working day. Null
    /// otherwise.
    pub relance_demandee_le: Option<Day>,
}

/// Request to mark two prospects who share an address or number as different people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DistinctRequest {
    /// The other prospect.
    pub id_prospect: IdProspect,
}

/// Addresses and numbers that a record is about to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartagesRequest {
    /// Email addresses, as typed.
    pub emails: Vec<String>,
    /// Telephone numbers, as typed.
    pub telephones: Vec<String>,
}

/// An action that may be requested or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionPossible {
    /// Type of the action.
    pub type_action: TypeAction,
    /// True when the button is enabled.
    pub active: bool,
    /// Reason of the refusal; or, for an enabled button, a warning that n8n is unreachable and the action will wait.
    /// In French.
    pub motif: Option<String>,
    /// True when the person is on the opposition list, and `demandeDeLaPersonne` makes the action possible.
    pub demande_requise: bool,
}

/// An email sent or received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Email {
    /// Identifier.
    pub id_email: i64,
    /// Direction: received or sent.
    pub sens: SensEmail,
    /// Subject.
    pub objet: Option<String>,
    /// Summary of the body.
    pub resume: Option<String>,
    /// Body, plain text.
    pub contenu: Option<String>,
    /// Address of the sender.
    pub expediteur: String,
    /// Address of the recipient.
    pub destinataire: String,
    /// When the email was sent.
    pub date_envoi: Instant,
}

/// Counts, for each choice of each filter, of the prospects it would show with the other filters kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CompteursProspects {
    /// Counts by `statutProspect`, including `CANDIDAT`.
    pub statut: BTreeMap<String, i64>,
    /// Counts by code of the requested formation.
    pub formation: BTreeMap<String, i64>,
    /// Counts by `modeFinancement`.
    pub financement: BTreeMap<String, i64>,
}

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
pub struct UpdateProspectRequest {
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 100))]
    pub nom: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "null_is_empty")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub prenom: Option<String>,
    /// Email addresses, the main one first; null and an empty list remove all, which needs a telephone number.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "null_is_empty")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub emails: Option<Vec<String>>,
    /// Telephone numbers, the main one first; null and an empty list remove all, which needs an email address.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "null_is_empty")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub telephones: Option<Vec<String>>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 200))]
    pub adresse: Option<Option<String>>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 20))]
    pub code_postal: Option<Option<String>>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 100))]
    pub ville: Option<Option<String>>,
    /// Code of the requested formation.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
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
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
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
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 200))]
    pub relance_objet: Option<Option<String>>,
    /// Account of the admin who follows the prospect; an active one.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_responsable: Option<Option<IdUtilisateur>>,
}

/// Reads a text or list; null and the empty text become the empty value.
fn null_is_empty<'de, T: Deserialize<'de> + Default, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    lenient::optional(deserializer).map(|value: Option<T>| Some(value.unwrap_or_default()))
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
fn addresses<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut all = lenient::texts(deserializer)?;
    all.retain(|one| !one.trim().is_empty());
    Ok(all.join(", "))
}
