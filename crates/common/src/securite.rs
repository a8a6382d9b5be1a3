//! Journal of security and logins of a person.

use serde::{Deserialize, Serialize};

use crate::codes::EvenementSecurite;
use crate::instant::Instant;

/// An entry of the journal of security.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntreeSecurite {
    /// Identifier.
    pub id: i64,
    /// When.
    pub date: Instant,
    /// What happened.
    pub evenement: EvenementSecurite,
    /// The person who acts; null before a login, for n8n and for the command line.
    pub auteur: Option<PersonneRef>,
    /// The person whose account is concerned; null without one.
    pub cible: Option<PersonneRef>,
    /// Address of the client; null for the command line.
    pub adresse: Option<String>,
    /// Identifier of the session; null without one.
    pub session: Option<String>,
    /// Browser and system in words; null without a client.
    pub navigateur: Option<String>,
    /// Codes separated by blanks: former and new role of `ROLE`, prospect and reason of `ANONYMISATION`; empty without any.
    pub detail: String,
}

/// A person of the school, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PersonneRef {
    /// Identifier.
    pub id_utilisateur: i64,
    /// Given name and family name.
    pub nom: String,
}

/// A login that still holds, as its own person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connexion {
    /// Identifier.
    pub id: String,
    /// When the person logged in.
    pub date_creation: Instant,
    /// Last activity, to five minutes.
    pub date_derniere_activite: Instant,
    /// Browser and system in words, such as "Firefox sur Windows".
    pub navigateur: String,
    /// Address of the login; null for logins made before it was recorded.
    pub adresse: Option<String>,
    /// Whether the person had never logged in with such a browser and system.
    pub nouvel_appareil: bool,
    /// Whether this is the login of the request.
    pub courante: bool,
}
