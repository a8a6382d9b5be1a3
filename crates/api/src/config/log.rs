//! Configuration of the log.

use super::{ConfigError, Source};

/// Level and format of the log.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `RUST_LOG`, default `info`: directives of tracing-subscriber's `EnvFilter`.
    pub directives: String,
    /// `LOG_FORMAT`, default `pretty`; with `json`, each line is one JSON object.
    pub is_json: bool,
}

impl LogConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let variable = "LOG_FORMAT";
        let is_json = match source.text(variable).as_deref() {
            None | Some("pretty") => false,
            Some("json") => true,
            Some(other) => {
                let reason = format!("expected pretty or json, got {other:?}");
                return Err(ConfigError { variable, reason });
            }
        };
        let directives = source.text("RUST_LOG").unwrap_or_else(|| "info".to_owned());
        Ok(Self { directives, is_json })
    }
}
