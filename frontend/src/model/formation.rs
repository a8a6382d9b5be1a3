//! A formation, as far as choices and filters need it.

use serde::Deserialize;

/// A formation of the catalogue by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct NamedFormation {
    /// Stable code.
    pub(crate) code: String,
    /// Display name.
    pub(crate) nom: String,
    /// True when it accepts new candidates.
    pub(crate) active: bool,
}
