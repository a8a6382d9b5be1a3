//! DTOs of actions: requests of admins that n8n carries out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{EvenementAction, StatutAction, TypeAction, TypeEmail};
use crate::identifiant::{IdAction, IdLot, IdProspect, IdSession};
use crate::instant::{Day, Instant};
use crate::lenient;

/// An action and its state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Identifier of the action.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
    /// The prospect of the action.
    pub id_prospect: IdProspect,
    /// Type of the action.
    pub type_action: TypeAction,
    /// State of the action.
    pub statut_action: StatutAction,
    /// True for a conversion done without n8n, whose Drive folder is missing.
    pub partielle: bool,
    /// Last step that n8n reported.
    pub etape: Option<String>,
    /// Last progress that n8n reported, 0 to 100.
    pub pourcentage: Option<i32>,
    /// Number of webhook calls so far.
    pub tentatives: i32,
    /// Conversion: code of the formation.
    pub formation_retenue: Option<String>,
    /// Conversion: the session with the held seat.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_session: Option<IdSession>,
    /// Conversion: label of the session.
    pub session_visee: Option<String>,
    /// Conversion: requested start date.
    pub date_debut_souhaitee: Option<Day>,
    /// Identifier of the n8n workflow that ran.
    pub workflow_id: Option<String>,
    /// Identifier of the n8n execution.
    pub execution_id: Option<String>,
    /// Reason of the failure, in French or in n8n's own words.
    pub message_erreur: Option<String>,
    /// Name of the person who asked.
    pub demande_par: String,
    /// When the action was requested.
    pub date_debut: Instant,
    /// When the action ended.
    pub date_fin: Option<Instant>,
    /// Time from the request to the end, in milliseconds.
    pub duree_ms: Option<i64>,
    /// Result of n8n: `numeroDossier`, `lienDossierDrive`, `lienDevis`…
    #[cfg_attr(feature = "server", schema(value_type = Option<Object>))]
    pub resultat: Option<Value>,
    /// True when "Relancer" is possible.
    pub relancable: bool,
    /// When the call of n8n may leave; null once it has left, or the action has ended. Until it is null, the action can
    /// be undone. While n8n is unreachable, calls wait longer, so this instant may be past.
    pub annulable_jusqua: Option<Instant>,
    /// The failed action that this one restarts.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub relance_de: Option<IdAction>,
    /// The bulk change that started the action.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_lot: Option<IdLot>,
}

/// An action with all its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionDetail {
    /// The action.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub action: Action,
    /// Further parameters of the request: `email`, `typeEmail`, `message`, `demandeDeLaPersonne`, as they apply.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub parametres: Value,
    /// Events of the action, oldest first.
    pub journal: Vec<EntreeHistorique>,
}

/// An event of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EntreeHistorique {
    /// When the event happened.
    pub date: Instant,
    /// Code of the event.
    pub evenement: EvenementAction,
    /// Description, in French.
    pub detail: String,
}

/// State of a prospect's conversion, which the conversion dialog reads first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConversionStatus {
    /// True while a conversion is running.
    pub en_cours: bool,
    /// The running conversion, or else the last one, or else null.
    pub action: Option<Action>,
    /// Time since the running conversion was requested, in milliseconds; null when none is running.
    pub duree_ecoulee_ms: Option<i64>,
}

/// Request to convert a prospect into a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvertProspectRequest {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// Code of the formation.
    #[cfg_attr(feature = "server", schema(example = "CAP_BJ", max_length = 40))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 40, code = "LONGUEUR", message = "Choisissez une formation."))
    )]
    pub formation_retenue: String,
    /// The session; it takes precedence over `sessionVisee`.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_session: Option<IdSession>,
    /// Label of a session of that formation.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 120))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 120, code = "LONGUEUR", message = "Le libellé de la session est trop long."))
    )]
    pub session_visee: Option<String>,
    /// Requested start date, not in the past.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_debut_souhaitee: Option<Day>,
    /// Time before the call of n8n may leave, in seconds, during which the action can be undone; 0 when absent or null.
    #[serde(default, deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 30))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 30, code = "HORS_LIMITES", message = "De 0 à 30 secondes."))
    )]
    pub delai_annulation_s: Option<u32>,
}

/// Request to send the application form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendDossierRequest {
    /// Recipient; the prospect's main address when absent or null.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "marie.dumitru@exemple.example", max_length = 254))]
    pub email: Option<String>,
    /// The request for contact by a person on the opposition list, in an admin's words. Required for such a person,
    /// and kept in the events of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
    /// Time before the call of n8n may leave, in seconds, during which the action can be undone; 0 when absent or null.
    #[serde(default, deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 30))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 30, code = "HORS_LIMITES", message = "De 0 à 30 secondes."))
    )]
    pub delai_annulation_s: Option<u32>,
}

/// Request for a quote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenerateDevisRequest {
    /// Time before the call of n8n may leave, in seconds, during which the action can be undone; 0 when absent or null.
    #[serde(default, deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 30))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 30, code = "HORS_LIMITES", message = "De 0 à 30 secondes."))
    )]
    pub delai_annulation_s: Option<u32>,
}

/// Request to write to the prospect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendEmailRequest {
    /// Purpose of the email.
    pub type_email: TypeEmail,
    /// Text that the email should convey; n8n's default text when absent or null.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 5000))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 5000, code = "LONGUEUR", message = "5 000 caractères au plus."))
    )]
    pub message: Option<String>,
    /// The request for contact by a person on the opposition list, in an admin's words. Required for such a person,
    /// and kept in the events of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
    /// Time before the call of n8n may leave, in seconds, during which the action can be undone; 0 when absent or null.
    #[serde(default, deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 30))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 30, code = "HORS_LIMITES", message = "De 0 à 30 secondes."))
    )]
    pub delai_annulation_s: Option<u32>,
}

/// Request to restart a failed action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelaunchActionRequest {
    /// The request for contact by a person on the opposition list, in an admin's words. Required for such a person,
    /// and kept in the events of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
    /// Time before the call of n8n may leave, in seconds, during which the action can be undone; 0 when absent or null.
    #[serde(default, deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 30))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 30, code = "HORS_LIMITES", message = "De 0 à 30 secondes."))
    )]
    pub delai_annulation_s: Option<u32>,
}
