//! Prospects: those who wrote to the school.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::candidat::CandidatResume;
use crate::catalogue::FormationRef;
use crate::codes::{ModeFinancement, SensEmail, Source, StatutProspect, TypeAction};
use crate::identifiant::IdProspect;
use crate::instant::Instant;

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
    /// The candidate, once converted.
    pub candidat: Option<CandidatResume>,
    /// Which actions can be asked now, and why not.
    pub actions_possibles: Vec<ActionPossible>,
    /// The actions that are running.
    pub actions_en_cours: Vec<Action>,
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
    /// Why not, in French.
    pub motif: Option<String>,
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
