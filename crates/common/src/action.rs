//! Actions: what an admin asks and n8n does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{EvenementAction, StatutAction, TypeAction, TypeEmail};
use crate::identifiant::IdProspect;
use crate::instant::{Day, Instant};
use crate::lenient;

/// An action and its state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Identifier.
    pub id_conversion: i64,
    /// The prospect it is about.
    pub id_prospect: IdProspect,
    /// Which of the four actions.
    pub type_action: TypeAction,
    /// Its state.
    pub statut_action: StatutAction,
    /// A conversion that was done without n8n: the Drive folder is missing.
    pub partielle: bool,
    /// The step that n8n reported last.
    pub etape: Option<String>,
    /// Progress that n8n reported last, 0 to 100.
    pub pourcentage: Option<i32>,
    /// Calls of the webhook so far.
    pub tentatives: i32,
    /// Conversion: code of the formation.
    pub formation_retenue: Option<String>,
    /// Conversion: the session whose seat is held.
    pub id_session: Option<i64>,
    /// Conversion: label of the session.
    pub session_visee: Option<String>,
    /// Conversion: wished start.
    pub date_debut_souhaitee: Option<Day>,
    /// The n8n workflow that ran.
    pub workflow_id: Option<String>,
    /// The n8n execution.
    pub execution_id: Option<String>,
    /// Why it failed, French or n8n's own words.
    pub message_erreur: Option<String>,
    /// Who asked.
    pub demande_par: String,
    /// When it was asked.
    pub date_debut: Instant,
    /// When it ended.
    pub date_fin: Option<Instant>,
    /// From the request to the end, in milliseconds.
    pub duree_ms: Option<i64>,
    /// What n8n made: `numeroDossier`, `lienDossierDrive`, `lienDevis`…
    #[cfg_attr(feature = "server", schema(value_type = Option<Object>))]
    pub resultat: Option<Value>,
    /// Whether "Relancer" is possible.
    pub relancable: bool,
    /// The action that this one takes up again.
    pub relance_de: Option<i64>,
}

/// An action with its whole story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionDetail {
    /// The action.
    #[serde(flatten)]
    pub action: Action,
    /// What was asked besides: `email`, `typeEmail`, `message`, `demandeDeLaPersonne`, as they apply.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub parametres: Value,
    /// What happened, oldest first.
    pub journal: Vec<EntreeJournal>,
}

/// One event of an action's story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EntreeJournal {
    /// When.
    pub date: Instant,
    /// What happened.
    pub evenement: EvenementAction,
    /// French sentence.
    pub detail: String,
}

/// What the conversion modal asks first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConversionStatus {
    /// Whether a conversion is running.
    pub en_cours: bool,
    /// The running conversion, else the last one, else null.
    pub action: Option<Action>,
    /// How long it has been running, in milliseconds; null when none is.
    pub duree_ecoulee_ms: Option<i64>,
}

/// Asks to convert a prospect into a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvertirCandidatRequest {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// Code of the formation.
    #[cfg_attr(feature = "server", schema(example = "CAP_BJ", max_length = 40))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 40, code = "LONGUEUR", message = "Choisissez une formation."))
    )]
    pub formation_retenue: String,
    /// The session; it wins over `sessionVisee`.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub id_session: Option<i64>,
    /// Label of a session of that formation.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 120))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 120, code = "LONGUEUR", message = "Le libellé de la session est trop long."))
    )]
    pub session_visee: Option<String>,
    /// Wished start, not in the past.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_debut_souhaitee: Option<Day>,
}

/// Asks to send the application form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvoyerDossierRequest {
    /// To whom; the prospect's main address when absent or null.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(example = "marie.dumitru@exemple.fr", max_length = 254))]
    pub email: Option<String>,
    /// How a person who is on the opposition list asked to be contacted all the same, as an admin puts it; asked for then,
    /// and kept in the story of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
}

/// Asks for a quote. There is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenererDevisRequest {}

/// Asks to write to the prospect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvoyerEmailRequest {
    /// What for.
    pub type_email: TypeEmail,
    /// What the email should say; n8n's own text when absent or null.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 5000))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 5000, code = "LONGUEUR", message = "De 1 à 5 000 caractères."))
    )]
    pub message: Option<String>,
    /// How a person who is on the opposition list asked to be contacted all the same, as an admin puts it; asked for then,
    /// and kept in the story of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
}

/// Asks for a failed action again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelancerActionRequest {
    /// How a person who is on the opposition list asked to be contacted all the same, as an admin puts it; asked for then,
    /// and kept in the story of the action.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = "courriel du 12/11", max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub demande_de_la_personne: Option<String>,
}
