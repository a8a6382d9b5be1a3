//! Second factor of an account: a code of an authenticator application (TOTP, RFC 6238), or a recovery code.

use serde::{Deserialize, Serialize};

use crate::instant::Instant;

/// The second factor of the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecondFacteur {
    /// Since when logins ask for it; null without one.
    pub date_activation: Option<Instant>,
    /// Recovery codes that were not used yet.
    pub codes_restants: i64,
    /// Whether this account must have one before it may do anything else.
    pub obligatoire: bool,
    /// Whether the service can keep one: it has the key for it.
    pub disponible: bool,
}

/// A second factor that waits for its first code. It is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Enrolement {
    /// The shared secret in base32, to be typed into the application.
    pub secret: String,
    /// The address that a QR code carries (`otpauth://totp/…`).
    pub uri: String,
}

/// A code of the application, or a recovery code.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeRequest {
    /// Six digits, or a recovery code; blanks and hyphens do not count.
    #[cfg_attr(feature = "server", schema(example = "287082", min_length = 1, max_length = 64))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 64, code = "LONGUEUR", message = "Saisissez le code."))
    )]
    pub code: String,
}

/// Recovery codes, each good once. They are shown this once: only their hashes are kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CodesSecours {
    /// The codes.
    pub codes: Vec<String>,
}
