//! Configuration of second factors.

use secrecy::SecretString;

use super::{ConfigError, Source};

/// Availability of second factors, and their obligation for admins.
#[derive(Debug, Clone)]
pub struct SecondFacteurConfig {
    /// `TOTP_KEY`, no default: key that encrypts the secrets of second factors. Without it, nobody can enrol, and an
    /// account with a second factor cannot log in. Another key makes the existing secrets useless.
    pub key: Option<SecretString>,
    /// `SECOND_FACTEUR_ADMINS`, default `facultatif`; with `obligatoire`, an admin without a second factor can only
    /// enrol one.
    pub required_for_admins: bool,
}

impl SecondFacteurConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let key = source.key("TOTP_KEY")?;
        let variable = "SECOND_FACTEUR_ADMINS";
        let required_for_admins = match source.text(variable).as_deref() {
            None | Some("facultatif") => false,
            Some("obligatoire") => true,
            Some(other) => {
                let reason = format!("expected facultatif or obligatoire, got {other:?}");
                return Err(ConfigError { variable, reason });
            }
        };
        if required_for_admins && key.is_none() {
            let reason = "obligatoire needs TOTP_KEY, which is not set".to_owned();
            return Err(ConfigError { variable, reason });
        }
        Ok(Self { key, required_for_admins })
    }
}
