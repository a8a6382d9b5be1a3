//! One way of reading a variable: its text, or the content of the file that it names.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};

/// Shortest key, in characters: 128 bits in hexadecimal.
const SHORTEST_KEY: usize = 32;

/// A variable that is missing or wrong.
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

/// Where values are read from: the environment, or a map in tests.
pub struct Source<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Source<'a> {
    /// Reads values with `lookup`; an empty value counts as absent.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// The value of `variable`.
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        (self.0)(variable).filter(|value| !value.trim().is_empty())
    }

    /// The value of a variable that must be set; `hint` says how.
    pub(super) fn required(&self, variable: &'static str, hint: &str) -> Result<String, ConfigError> {
        self.text(variable).ok_or_else(|| missing(variable, hint))
    }

    /// A value of a type; `expected` describes it to whoever mistyped one.
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

    /// A number from `min` to `max`.
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

    /// An `http://` or `https://` address.
    pub(super) fn http_url(&self, variable: &'static str) -> Result<Option<Url>, ConfigError> {
        let expected = "an http:// or https:// URL";
        match self.parsed::<Url>(variable, expected)? {
            Some(url) if !matches!(url.scheme(), "http" | "https") => {
                Err(ConfigError { variable, reason: format!("expected {expected}, got {url}") })
            }
            url => Ok(url),
        }
    }

    /// Comma-separated addresses and networks (CIDR).
    pub(super) fn networks(&self, variable: &'static str) -> Result<Vec<IpNet>, ConfigError> {
        let network = |text: &str| {
            let known = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let reason = || format!("expected addresses or networks (10.0.0.0/8), got {text:?}");
            known.map_err(|_| ConfigError { variable, reason: reason() })
        };
        let list = self.text(variable).unwrap_or_default();
        list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(network).collect()
    }

    /// A secret: the value of `variable`, or the content of the file that `variable` with `_FILE` names. A line's end
    /// behind it is not a part of it.
    pub(super) fn secret(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let secret = self.secret_or_empty(variable)?;
        if secret.as_ref().is_some_and(|secret| secret.expose_secret().trim().is_empty()) {
            let reason = format!("{variable}_FILE names an empty file");
            return Err(ConfigError { variable, reason });
        }
        Ok(secret)
    }

    /// A secret before the present one: an empty file stands for none, for a container's file is always there.
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

    /// A secret that must be set; `hint` says how.
    pub(super) fn required_secret(
        &self,
        variable: &'static str,
        hint: &str,
    ) -> Result<SecretString, ConfigError> {
        self.secret(variable)?.ok_or_else(|| missing(variable, hint))
    }

    /// A key that must be set; `hint` says how.
    pub(super) fn required_key(
        &self,
        variable: &'static str,
        hint: &str,
    ) -> Result<SecretString, ConfigError> {
        self.key(variable)?.ok_or_else(|| missing(variable, hint))
    }

    /// A key of at least [`SHORTEST_KEY`] characters.
    pub(super) fn key(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        long_enough(variable, self.secret(variable)?)
    }

    /// The key before the present one.
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
