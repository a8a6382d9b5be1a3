//! Reads a variable from its text, or from the file that `<name>_FILE` names.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};

/// Minimum length of a key, in characters: 128 bits in hexadecimal.
const SHORTEST_KEY: usize = 32;

/// Error of a variable that is missing or invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub(super) variable: &'static str,
    pub(super) reason: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.reason)
    }
}

impl std::error::Error for ConfigError {}

/// Source of the values: the environment, or a map in tests.
pub struct Source<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Source<'a> {
    /// Creates a source that calls `lookup`; an empty value counts as absent.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// Returns the value of `variable`.
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        (self.0)(variable).filter(|value| !value.trim().is_empty())
    }

    /// Returns the value of a required variable; the error contains `hint`.
    pub(super) fn required(&self, variable: &'static str, hint: &str) -> Result<String, ConfigError> {
        self.text(variable).ok_or_else(|| missing(variable, hint))
    }

    /// Parses a value; the error contains `expected`, the description of a valid value.
    pub(super) fn parsed<T: FromStr>(
        &self,
        variable: &'static str,
        expected: &str,
    ) -> Result<Option<T>, ConfigError> {
        self.text(variable)
            .map(|value| {
                let wrong =
                    || ConfigError { variable, reason: format!("expected {expected}, got {value:?}") };
                value.trim().parse().map_err(|_| wrong())
            })
            .transpose()
    }

    /// Parses a number from `min` to `max`.
    pub(super) fn number<T>(
        &self,
        variable: &'static str,
        default: T,
        min: T,
        max: T,
    ) -> Result<T, ConfigError>
    where
        T: FromStr + PartialOrd + fmt::Display + Copy,
    {
        let expected = format!("a number from {min} to {max}");
        let value = self.parsed(variable, &expected)?.unwrap_or(default);
        if value >= min && value <= max {
            Ok(value)
        } else {
            Err(ConfigError { variable, reason: format!("expected {expected}, got {value}") })
        }
    }

    /// Parses an `http://` or `https://` URL.
    pub(super) fn http_url(&self, variable: &'static str) -> Result<Option<Url>, ConfigError> {
        let expected = "an http:// or https:// URL";
        match self.parsed::<Url>(variable, expected)? {
            Some(url) if !matches!(url.scheme(), "http" | "https") => {
                Err(ConfigError { variable, reason: format!("expected {expected}, got {url}") })
            }
            url => Ok(url),
        }
    }

    /// Parses comma-separated addresses and networks (CIDR).
    pub(super) fn networks(&self, variable: &'static str) -> Result<Vec<IpNet>, ConfigError> {
        let network = |text: &str| {
            let known = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let reason = || format!("expected addresses or networks (10.0.0.0/8), got {text:?}");
            known.map_err(|_| ConfigError { variable, reason: reason() })
        };
        let list = self.text(variable).unwrap_or_default();
        list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(network).collect()
    }

    /// Returns a secret: the value of `variable`, or the content of the file that `variable` with `_FILE` names. The
    /// line break at the end of the file is removed.
    pub(super) fn secret(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let secret = self.secret_or_empty(variable)?;
        if secret.as_ref().is_some_and(|secret| secret.expose_secret().trim().is_empty()) {
            let reason = format!("{variable}_FILE names an empty file");
            return Err(ConfigError { variable, reason });
        }
        Ok(secret)
    }

    /// Returns a former secret. An empty file counts as absent, because a container always mounts the file.
    pub(super) fn former_secret(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let secret = self.secret_or_empty(variable)?;
        Ok(secret.filter(|secret| !secret.expose_secret().trim().is_empty()))
    }

    fn secret_or_empty(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let Some(path) = self.text(&format!("{variable}_FILE")) else {
            return Ok(self.text(variable).map(SecretString::from));
        };
        let wrong = |reason: String| ConfigError { variable, reason };
        if self.text(variable).is_some() {
            return Err(wrong(format!("is set, and {variable}_FILE as well: choose one")));
        }
        let read = std::fs::read_to_string(&path);
        let content =
            read.map_err(|error| wrong(format!("{variable}_FILE can't be read: {}", error.kind())))?;
        Ok(Some(content.trim_end_matches(['\r', '\n']).into()))
    }

    /// Returns a required secret; the error contains `hint`.
    pub(super) fn required_secret(
        &self,
        variable: &'static str,
        hint: &str,
    ) -> Result<SecretString, ConfigError> {
        self.secret(variable)?.ok_or_else(|| missing(variable, hint))
    }

    /// Returns a required key; the error contains `hint`.
    pub(super) fn required_key(
        &self,
        variable: &'static str,
        hint: &str,
    ) -> Result<SecretString, ConfigError> {
        self.key(variable)?.ok_or_else(|| missing(variable, hint))
    }

    /// Returns a key of at least [`SHORTEST_KEY`] characters.
    pub(super) fn key(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        long_enough(variable, self.secret(variable)?)
    }

    /// Returns the former key, used during a rotation.
    pub(super) fn former_key(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        long_enough(variable, self.former_secret(variable)?)
    }
}

fn long_enough(
    variable: &'static str,
    key: Option<SecretString>,
) -> Result<Option<SecretString>, ConfigError> {
    if key.as_ref().is_some_and(|key| key.expose_secret().len() < SHORTEST_KEY) {
        let reason =
            format!("expected at least {SHORTEST_KEY} characters; `openssl rand -hex 32` makes them");
        return Err(ConfigError { variable, reason });
    }
    Ok(key)
}

fn missing(variable: &'static str, hint: &str) -> ConfigError {
    ConfigError { variable, reason: format!("is not set; {hint}") }
}
