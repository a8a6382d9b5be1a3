//! Configuration of the passwords of accounts.

use std::path::PathBuf;

use super::Source;

/// Settings of the password rules.
#[derive(Debug, Clone)]
pub struct PasswordsConfig {
    /// `PASSWORD_BLOCKLIST_FILE`, no default: file of common and breached passwords. It has one password per line, or
    /// the lines `SHA-1:count` of « Pwned Passwords » ordered by hash.
    pub blocklist: Option<PathBuf>,
}

impl PasswordsConfig {
    /// Reads only the password settings from the environment, for `create-admin`.
    pub fn from_env() -> Self {
        Self::read(&Source::new(&|variable| std::env::var(variable).ok()))
    }

    pub(super) fn read(source: &Source<'_>) -> Self {
        Self { blocklist: source.text("PASSWORD_BLOCKLIST_FILE").map(PathBuf::from) }
    }
}
