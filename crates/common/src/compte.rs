//! Accounts: what admins see of the people who log in, invitations, and passwords.

use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::instant::Instant;
use crate::lenient;

/// The account of a person of the school, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Compte {
    /// Identifier.
    pub id_utilisateur: i64,
    /// Email address, the login.
    pub email: String,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// What this person may do.
    pub role: Role,
    /// Whether this person may log in.
    pub actif: bool,
    /// Whether this person has chosen a password.
    pub mot_de_passe_defini: bool,
    /// Whether logins ask for a second factor.
    pub second_facteur: bool,
    /// When the account was made.
    pub date_creation: Instant,
    /// Until when the invitation that was not used yet is good; null without one.
    pub date_expiration_invitation: Option<Instant>,
}

/// A person to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUtilisateurRequest {
    /// Email address, the login; kept in lower case.
    #[cfg_attr(feature = "server", schema(example = "lea@ecole.example", min_length = 1, max_length = 254))]
    pub email: String,
    /// Family name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub nom: String,
    /// Given name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub prenom: String,
    /// What this person may do.
    pub role: Role,
}

/// What to change of an account; what is left out, or null, stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeUtilisateurRequest {
    /// What this person may do.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub role: Option<Role>,
    /// Whether this person may log in.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub actif: Option<bool>,
}

/// An invitation to choose a password. It is shown this once: only its hash is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Who is invited.
    pub utilisateur: Compte,
    /// The token, good once.
    pub jeton: String,
    /// The page to open, with the token behind the `#`: browsers send that part to nobody.
    pub lien: String,
    /// Until when it is good.
    pub date_expiration: Instant,
}

/// The answer to an invitation.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationRequest {
    /// The invitation's token.
    pub jeton: String,
    /// The password chosen.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 12, max_length = 128))]
    pub mot_de_passe: String,
}

/// An invitation to look at before a password is chosen.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationCheckRequest {
    /// The invitation's token.
    pub jeton: String,
}

/// A change of one's own password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The password until now.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 1, max_length = 1024))]
    #[cfg_attr(
        feature = "server",
        validate(length(
            min = 1,
            max = 1024,
            code = "LONGUEUR",
            message = "Saisissez votre mot de passe actuel."
        ))
    )]
    pub mot_de_passe_actuel: String,
    /// The password from now on.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 12, max_length = 128))]
    pub nouveau_mot_de_passe: String,
}
