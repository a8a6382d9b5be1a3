//! Prospects: those who wrote to the school.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::candidat::CandidatResume;
use crate::catalogue::FormationRef;
use crate::codes::{ModeFinancement, SensEmail, Source, StatutProspect, TypeAction};
use crate::identifiant::IdProspect;
use crate::instant::Instant;
use crate::lenient;

/// A prospect, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProspectResume {
    /// Identifier.
    pub id_prospect: IdProspect,
    /// Family name, as typed.
    pub nom: String,
    /// Given name, as typed.
    pub prenom: String,
    /// First email address.
    pub email: Option<String>,
    /// First telephone number, E.164.
    pub telephone: Option<String>,
    /// City.
    pub ville: Option<String>,
    /// The formation wished for.
    pub formation_souhaitee: Option<FormationRef>,
    /// Who pays.
    pub mode_financement: Option<ModeFinancement>,
    /// Where the prospect stands.
    pub statut_prospect: StatutProspect,
    /// How the prospect came.
    pub source: Source,
    /// Emails exchanged.
    pub nb_echanges: i32,
    /// First contact.
    pub date_premier_contact: Instant,
    /// Last contact.
    pub date_dernier_contact: Instant,
    /// The action that is running, the last one asked when there are several.
    pub action_en_cours: Option<TypeAction>,
}

/// A prospect, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Prospect {
    /// What the list shows.
    #[serde(flatten)]
    pub resume: ProspectResume,
    /// Every email address, the main one first.
    pub emails: Vec<String>,
    /// Every telephone number, the main one first.
    pub telephones: Vec<String>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// Summary written by an AI of n8n.
    pub resume_ia: Option<String>,
    /// Since when the record holds nothing of a person; then nothing can be done with it any more.
    pub date_anonymisation: Option<Instant>,
    /// The other prospects who have one of these addresses or numbers, the latest contact first; 20 are told.
    pub adresse_partagee_avec: Vec<AdressePartagee>,
    /// The candidate, once converted.
    pub candidat: Option<CandidatResume>,
    /// Which actions can be asked now, and why not.
    pub actions_possibles: Vec<ActionPossible>,
    /// The actions that are running.
    pub actions_en_cours: Vec<Action>,
}

/// Another prospect who has an address or a number of this one.
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
    /// What the two share: `emails`, `telephones`.
    pub champs: Vec<String>,
    /// Whether an admin has decided that the two are two people.
    pub distincte: bool,
}

/// The prospect who came in, and what the record took of what was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProspectRecu {
    /// The record as it is now.
    #[serde(flatten)]
    pub prospect: Prospect,
    /// The fields that a known record took; none of a new one, which took all.
    pub complete: Vec<String>,
    /// The fields that were given and not taken, because the record says otherwise or may be somebody else's.
    pub ignore: Vec<String>,
}

/// Says that a prospect is not the one of the address, although the two share an address or a number.
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

/// Whether an action can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionPossible {
    /// Which action.
    pub type_action: TypeAction,
    /// Whether the button is live.
    pub active: bool,
    /// Why not; or, of a live button, that n8n is away and the action will wait for it. In French.
    pub motif: Option<String>,
    /// Whether the person is on the opposition list, and `demandeDeLaPersonne` makes the action possible all the same.
    pub demande_requise: bool,
}

/// An email sent or received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Email {
    /// Identifier.
    pub id_email: i64,
    /// Received or sent.
    pub sens: SensEmail,
    /// Subject.
    pub objet: Option<String>,
    /// Summary.
    pub resume: Option<String>,
    /// Body, plain text.
    pub contenu: Option<String>,
    /// From.
    pub expediteur: String,
    /// To.
    pub destinataire: String,
    /// When it was sent.
    pub date_envoi: Instant,
}

/// How many prospects each choice of each filter would show, the other filters kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CompteursProspects {
    /// By `statutProspect`; `CANDIDAT` included.
    pub statut: BTreeMap<String, i64>,
    /// By code of the formation wished for.
    pub formation: BTreeMap<String, i64>,
    /// By `modeFinancement`.
    pub financement: BTreeMap<String, i64>,
}

/// A person to add. From n8n, unknown fields are ignored; from a browser they are refused.
///
/// At least one address or telephone number. Addresses are lower-cased, numbers kept in E.164 (French when they bear no
/// country code). Somebody who has one of these addresses or numbers already, and a name that does not contradict this one,
/// is completed, not added twice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default)]
pub struct NewProspectRequest {
    /// Family name; required of somebody who is not known yet.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub nom: String,
    /// Given name.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub prenom: String,
    /// Main email address; the same as the first of `emails`.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 254))]
    pub email: Option<String>,
    /// Email addresses, the main one first; 10 at the most.
    #[serde(deserialize_with = "lenient::texts")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub emails: Vec<String>,
    /// Main telephone number; the same as the first of `telephones`.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub telephone: Option<String>,
    /// Telephone numbers, the main one first; 10 at the most.
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
    /// Code of the formation wished for.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub formation_souhaitee: Option<String>,
    /// Who pays.
    #[serde(deserialize_with = "lenient::optional")]
    pub mode_financement: Option<ModeFinancement>,
    /// Where the prospect stands, `NOUVEAU` when absent; never `CANDIDAT`.
    #[serde(deserialize_with = "lenient::optional")]
    pub statut_prospect: Option<StatutProspect>,
    /// How the prospect came, `AUTRE` when absent.
    #[serde(deserialize_with = "lenient::optional")]
    pub source: Option<Source>,
    /// Summary written by an AI of n8n.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 20000))]
    pub resume_ia: Option<String>,
}

/// Changes of a record: what is absent stays, what is null is emptied. From n8n, unknown fields are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default)]
pub struct UpdateProspectRequest {
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub nom: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "null_is_empty")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub prenom: Option<String>,
    /// Every email address, the main one first.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "null_is_empty")]
    #[cfg_attr(feature = "server", schema(max_items = 10))]
    pub emails: Option<Vec<String>>,
    /// Every telephone number, the main one first.
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
    /// Code of the formation wished for.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>))]
    pub formation_souhaitee: Option<Option<String>>,
    /// Who pays.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<ModeFinancement>))]
    pub mode_financement: Option<Option<ModeFinancement>>,
    /// Where the prospect stands. `CANDIDAT` comes by a conversion alone, and stays.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    pub statut_prospect: Option<StatutProspect>,
    /// How the prospect came.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    pub source: Option<Source>,
    /// Summary written by an AI of n8n.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 20000))]
    pub resume_ia: Option<Option<String>>,
}

/// A value that can't be emptied: null is an error.
fn not_null<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A text or a list, which null and the empty text empty.
fn null_is_empty<'de, T: Deserialize<'de> + Default, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    lenient::optional(deserializer).map(|value: Option<T>| Some(value.unwrap_or_default()))
}

/// Tells a field that is null, or an empty text, from one that is absent.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    lenient::optional(deserializer).map(Some)
}

/// An email to write down. From n8n, unknown fields are ignored; from a browser they are refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct NewEmailRequest {
    /// Received or sent.
    pub sens: SensEmail,
    /// Subject, cut at 1 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub objet: Option<String>,
    /// Summary, cut at 20 000 characters. What was cut or changed of the other fields is noted at its end.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub resume: Option<String>,
    /// Body, plain text, cut at 200 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub contenu: Option<String>,
    /// From, cut at 320 characters.
    #[serde(deserialize_with = "addresses")]
    #[cfg_attr(feature = "server", schema(min_length = 1))]
    pub expediteur: String,
    /// To: one address or several, as a text or as a list of texts, cut at 320 characters.
    #[serde(deserialize_with = "addresses")]
    #[cfg_attr(feature = "server", schema(min_length = 1))]
    pub destinataire: String,
    /// When it was sent, in RFC 3339 or as mail writes it (RFC 5322); now when absent, and now instead of a later date.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_envoi: Option<Instant>,
    /// Its Message-ID: the same email again is known by it, with or without its angle brackets and in any case.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_id: Option<String>,
}

/// Reads one address or several as the header of a mail lists them.
fn addresses<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut all = lenient::texts(deserializer)?;
    all.retain(|one| !one.trim().is_empty());
    Ok(all.join(", "))
}
