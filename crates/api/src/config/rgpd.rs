//! What the law asks, configured.

use chrono::Months;
use secrecy::{ExposeSecret as _, SecretString};

use super::{ConfigError, Source};

/// Shortest key of the opposition list, in characters: 128 bits in hexadecimal.
const SHORTEST_KEY: usize = 32;

/// Retention, and the list of those who don't want to be contacted.
#[derive(Debug, Clone)]
pub struct RgpdConfig {
    /// `RETENTION_MOIS`, default 36: months that a prospect is kept after the last contact that came from them.
    pub retention: Months,
    /// `RGPD_HMAC_KEY`, none: the key of the opposition list. Without it nobody can be put on the list, and nobody comes in
    /// once there is somebody on it: it could not be consulted. A list made with another key is lost.
    pub hmac_key: Option<SecretString>,
}

impl RgpdConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hmac_key = source.secret("RGPD_HMAC_KEY");
        if hmac_key.as_ref().is_some_and(|key| key.expose_secret().len() < SHORTEST_KEY) {
            let reason = format!("expected at least {SHORTEST_KEY} characters");
            return Err(ConfigError { variable: "RGPD_HMAC_KEY", reason });
        }
        Ok(Self { retention: Months::new(source.number("RETENTION_MOIS", 36, 1, 600)?), hmac_key })
    }
}
