//! What the law asks, configured.

use chrono::Months;
use secrecy::SecretString;

use super::{ConfigError, Source};

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
        let hmac_key = source.key("RGPD_HMAC_KEY")?;
        Ok(Self { retention: Months::new(source.number("RETENTION_MOIS", 36, 1, 600)?), hmac_key })
    }
}
