//! DTOs of the security journal and of a person's sessions.

use serde::{Deserialize, Serialize};

use crate::auth::Utilisateur;
use crate::codes::EvenementSecurite;
use crate::identifiant::IdUtilisateur;
use crate::instant::Instant;

/// An entry of the security journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntreeSecurite {
    /// Identifier.
    pub id: i64,
    /// When the event happened.
    pub date: Instant,
    /// The event.
    pub evenement: EvenementSecurite,
    /// Account that acts; null before a login, for programs and for the command line.
    pub auteur: Option<PersonneRef>,
    /// Account that is concerned; null without one.
    pub cible: Option<PersonneRef>,
    /// IP address of the client; null for the command line.
    pub adresse: Option<String>,
    /// Identifier of the session; null without one.
    pub session: Option<String>,
    /// Browser and system in words; null without a client.
    pub navigateur: Option<String>,
    /// Codes separated by spaces: former and new role for `ROLE`, prospect and reason for `ANONYMISATION`, prefix and
    /// scopes for `CLE_CREEE`, prefix for `CLE_REVOQUEE`; empty otherwise.
    pub detail: String,
}

/// A reference to a person of the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PersonneRef {
    /// Identifier of the account.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_utilisateur: IdUtilisateur,
    /// Given name and family name.
    pub nom: String,
}

impl From<Utilisateur> for PersonneRef {
    fn from(person: Utilisateur) -> Self {
        Self { id_utilisateur: person.id_utilisateur, nom: person.nom_complet() }
    }
}

/// A live session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connexion {
    /// Identifier of the session.
    pub id: String,
    /// When the person logged in.
    pub date_creation: Instant,
    /// Last activity, accurate to five minutes.
    pub date_derniere_activite: Instant,
    /// Browser and system in words, such as "Firefox sur Windows".
    pub navigateur: String,
    /// IP address of the login; null for sessions that predate its recording.
    pub adresse: Option<String>,
    /// True when the account never logged in with this kind of browser and system.
    pub nouvel_appareil: bool,
    /// True for the session of this request.
    pub courante: bool,
}
