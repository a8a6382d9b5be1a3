//! DTOs of the login.

use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::identifiant::IdUtilisateur;

/// Request of the login form.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoginRequest {
    /// Email address; case does not matter.
    #[cfg_attr(
        feature = "server",
        schema(example = "admin@ecole.example", min_length = 1, max_length = 254)
    )]
    #[cfg_attr(
        feature = "server",
        validate(length(
            min = 1,
            max = 254,
            code = "LONGUEUR",
            message = "Saisissez votre adresse e-mail."
        ))
    )]
    pub email: String,
    /// Password.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 1, max_length = 1024))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 1024, code = "LONGUEUR", message = "Saisissez votre mot de passe."))
    )]
    pub mot_de_passe: String,
    /// Code of the second factor, if the account has one: six digits, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "287082", max_length = 64))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 64, code = "LONGUEUR", message = "Ce code est trop long."))
    )]
    pub code: Option<String>,
}

/// The logged-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthResponse {
    /// The person.
    pub utilisateur: Utilisateur,
    /// The `delaiAnnulationS` with which the page starts actions, in seconds.
    #[serde(default)]
    pub delai_annulation_s: u32,
}

/// A person of the school who has an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Utilisateur {
    /// Identifier of the account.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_utilisateur: IdUtilisateur,
    /// Email address used to log in.
    pub email: String,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Role of the account.
    pub role: Role,
}

impl Utilisateur {
    /// Returns the full name, such as "Sophie Martin".
    pub fn nom_complet(&self) -> String {
        nom_complet(&self.prenom, &self.nom)
    }
}

/// Returns the full name, such as "Marie Dumitru"; an anonymised person has no given name.
pub fn nom_complet(prenom: &str, nom: &str) -> String {
    [prenom, " ", nom].concat().trim().to_owned()
}
