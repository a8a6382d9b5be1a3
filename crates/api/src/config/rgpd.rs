//! Configuration of data protection.

use chrono::Months;
use secrecy::SecretString;

use super::{ConfigError, Source};

/// Retention periods, and the keys of the opposition list.
#[derive(Debug, Clone)]
pub struct RgpdConfig {
    /// Retention of audit entries, journals and notifications.
    pub kept: Retention,
    /// `RETENTION_MOIS`, default 36: months that a prospect is kept after their last own contact.
    pub retention: Months,
    /// `RGPD_HMAC_KEY`, no default: key of the opposition list. Without it, nobody can be added to the list; if the
    /// list is not empty, incoming people are refused, because it cannot be read. Another key makes the existing list
    /// useless.
    pub hmac_key: Option<SecretString>,
    /// `RGPD_HMAC_KEY_PRECEDENTE`, no default: former key. Lookups use both keys, additions the new one.
    pub previous_hmac_key: Option<SecretString>,
}

impl RgpdConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hmac_key = source.key("RGPD_HMAC_KEY")?;
        let variable = "RGPD_HMAC_KEY_PRECEDENTE";
        let previous_hmac_key = source.former_key(variable)?;
        if hmac_key.is_none() && previous_hmac_key.is_some() {
            let reason = "is set without RGPD_HMAC_KEY, the key that takes its place".to_owned();
            return Err(ConfigError { variable, reason });
        }
        let retention = Months::new(source.number("RETENTION_MOIS", 36, 1, 600)?);
        Ok(Self { retention, hmac_key, previous_hmac_key, kept: Retention::read(source)? })
    }
}

/// Months after which rows are deleted.
#[derive(Debug, Clone)]
pub struct Retention {
    /// `RETENTION_JOURNAL_MOIS`, default 12: entries of the error journal. At least the retention of notifications,
    /// which link to them.
    pub journal: Months,
    /// `RETENTION_NOTIFICATIONS_MOIS`, default 6: notifications.
    pub notifications: Months,
    /// `RETENTION_HISTOIRES_MOIS`, default 36: events of each action, after its end, and bulk changes.
    pub stories: Months,
    /// `RETENTION_AUDIT_MOIS`, default 36, at least 12: audit of records.
    pub audit: Months,
    /// `RETENTION_JOURNAL_SECURITE_MOIS`, default 12, at least 6: security journal. The CNIL recommends six months to
    /// one year (délibération 2021-122 on logging).
    pub security: Months,
}

impl Retention {
    fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let notifications = source.number("RETENTION_NOTIFICATIONS_MOIS", 6, 1, 600)?;
        let months = |variable, default, least| source.number(variable, default, least, 600).map(Months::new);
        Ok(Self {
            journal: months("RETENTION_JOURNAL_MOIS", 12.max(notifications), notifications)?,
            notifications: Months::new(notifications),
            stories: months("RETENTION_HISTOIRES_MOIS", 36, 1)?,
            audit: months("RETENTION_AUDIT_MOIS", 36, 12)?,
            security: months("RETENTION_JOURNAL_SECURITE_MOIS", 12, 6)?,
        })
    }
}
