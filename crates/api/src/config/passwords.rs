//! Passwords of accounts, configured.

use std::path::PathBuf;

use super::Source;

/// Passwords that nobody may choose.
#[derive(Debug, Clone)]
pub struct PasswordsConfig {
    /// `PASSWORD_BLOCKLIST_FILE`, none: common and breached passwords, one a line, or the lines `SHA-1:count` of « Pwned
    /// Passwords » in the order of their hashes.
    pub blocklist: Option<PathBuf>,
}

impl PasswordsConfig {
    /// Reads the part about passwords alone: enough to make an account.
    pub fn from_env() -> Self {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    pub(super) fn read(source: &Source<'_>) -> Self {
        Self { blocklist: source.text("PASSWORD_BLOCKLIST_FILE").map(PathBuf::from) }
    }
}
