//! Second factor of an account: a code of an authenticator application (TOTP, RFC 6238), or a recovery code.

use serde::{Deserialize, Serialize};

use crate::instant::Instant;

/// State of the caller's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecondFacteur {
    /// Since when logins require it; null without one.
    pub date_activation: Option<Instant>,
    /// Number of unused recovery codes.
    pub codes_restants: i64,
    /// True when this account must enrol one before it may do anything else.
    pub obligatoire: bool,
    /// True when the service can store second factors, because it has the key.
    pub disponible: bool,
}

/// A pending second factor. It is returned only once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Enrolement {
    /// Shared secret in base32, to type into the application.
    pub secret: String,
    /// URI for a QR code (`otpauth://totp/…`).
    pub uri: String,
}

/// Request with a code of the application, or a recovery code.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeRequest {
    /// Six digits, or a recovery code; spaces and hyphens are ignored.
    #[cfg_attr(feature = "server", schema(example = "287082", min_length = 1, max_length = 64))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 64, code = "LONGUEUR", message = "Saisissez le code."))
    )]
    pub code: String,
}

/// Single-use recovery codes. They are returned only once: the database stores only their hashes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CodesSecours {
    /// The recovery codes.
    pub codes: Vec<String>,
}
