//! DTOs of accounts, invitations and passwords.

use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::identifiant::IdUtilisateur;
use crate::instant::Instant;
use crate::lenient;

/// An account, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Compte {
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
    /// True when the account may log in.
    pub actif: bool,
    /// True when the person has chosen a password.
    pub mot_de_passe_defini: bool,
    /// True when logins require a second factor.
    pub second_facteur: bool,
    /// When the account was created.
    pub date_creation: Instant,
    /// Expiry of the unused invitation; null without one.
    pub date_expiration_invitation: Option<Instant>,
    /// Number of open prospects that the person follows. They stay theirs after a deactivation, and lists show them with
    /// `responsable=aucun`.
    pub prospects_suivis: i64,
}

/// Request to invite a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUtilisateurRequest {
    /// Email address used to log in; stored in lower case.
    #[cfg_attr(feature = "server", schema(example = "lea@ecole.example", min_length = 1, max_length = 254))]
    pub email: String,
    /// Family name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub nom: String,
    /// Given name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub prenom: String,
    /// Role of the account.
    pub role: Role,
}

/// Request to change an account; absent or null fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeUtilisateurRequest {
    /// New role.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub role: Option<Role>,
    /// True to allow logins, false to forbid them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub actif: Option<bool>,
}

/// An invitation to choose a password. It is returned only once: the database stores only its hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// The invited account.
    pub utilisateur: Compte,
    /// The single-use token.
    pub jeton: String,
    /// URL of the page to open, with the token after the `#`: browsers do not send that part to servers.
    pub lien: String,
    /// When the invitation expires.
    pub date_expiration: Instant,
}

/// Request to accept an invitation.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptInvitationRequest {
    /// Token of the invitation.
    pub jeton: String,
    /// The chosen password.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 12, max_length = 128))]
    pub mot_de_passe: String,
}

/// Request to check an invitation before a password is chosen.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckInvitationRequest {
    /// Token of the invitation.
    pub jeton: String,
}

/// Request to change one's own password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// Current password.
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
    /// New password.
    #[cfg_attr(feature = "server", schema(format = Password, min_length = 12, max_length = 128))]
    pub nouveau_mot_de_passe: String,
}
