//! Configuration of the school's calendar.

use super::{ConfigError, Source};

/// The public holidays of the school's place.
#[derive(Debug, Clone)]
pub struct CalendrierConfig {
    /// `JOURS_FERIES`, default `france`; with `alsace-moselle`, Good Friday and 26 December are holidays too.
    pub alsace_moselle: bool,
}

impl CalendrierConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let variable = "JOURS_FERIES";
        let alsace_moselle = match source.text(variable).as_deref() {
            None | Some("france") => false,
            Some("alsace-moselle") => true,
            Some(other) => {
                let reason = format!("expected france or alsace-moselle, got {other:?}");
                return Err(ConfigError { variable, reason });
            }
        };
        Ok(Self { alsace_moselle })
    }
}
