//! The log, configured.

use super::{ConfigError, Source};

/// What the log says, and in which form.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `RUST_LOG`, default `info`: directives of tracing-subscriber's `EnvFilter`.
    pub directives: String,
    /// `LOG_FORMAT`, default `pretty`; `json`: one object a line.
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
