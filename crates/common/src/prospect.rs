//! DTOs of prospects: the people who contacted the school.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::candidat::CandidatResume;
use crate::catalogue::FormationRef;
use crate::codes::{ModeFinancement, MotifPerte, SensEmail, Source, StatutProspect, TypeAction};
use crate::identifiant::{IdProspect, IdUtilisateur};
use crate::instant::{Day, Instant, TimeOfDay};
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
    /// The reason of the loss when the statut is `PERDU`, null otherwise. `NON_PRECISE` when none was given.
    pub motif_perte: Option<MotifPerte>,
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
    /// Date of the anonymisation; the record then holds no personal data and allows no action.
    pub date_anonymisation: Option<Instant>,
    /// Other prospects who have one of these addresses or numbers, latest contact first, at most 20.
    #[cfg(feature = "server")]
    pub adresse_partagee_avec: Vec<IdProspect>,
    /// The prospects of `adressePartageeAvec`, with their names and what is shared. Empty for a key without
    /// `prospects:lire`.
    pub partages: Vec<AdressePartagee>,
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
    /// True when every count is exact. With `recherche`, false when more than 1 000 prospects match: the counts are then
    /// those of 1 000 of them.
    #[cfg(feature = "server")]
    #[serde(rename = "totalExact")]
    pub total_exact: bool,
}
