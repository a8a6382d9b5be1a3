//! The codes of the contract: closed lists of words, UPPER_SNAKE but for scopes, each with the French label for
//! screens.

mod action;
mod audit;
mod candidat;
mod compte;
mod notification;
mod place;
mod prospect;
mod sante;
mod session;

use std::fmt;

pub use self::action::*;
pub use self::audit::*;
pub use self::candidat::*;
pub use self::compte::*;
pub use self::notification::*;
pub(crate) use self::place::Place;
pub use self::prospect::*;
pub use self::sante::*;
pub use self::session::*;

/// The word is not a code of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("code inconnu")
    }
}

impl std::error::Error for UnknownCode {}

/// Declares a list of codes: `Variant = "CODE", "Libellé";`.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:tt, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$vmeta])* #[doc = $label] #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All codes, in display order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the code as sent in JSON and stored in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Returns the French label.
            pub const fn libelle(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::UnknownCode;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word { $($code => Ok(Self::$variant),)+ _ => Err($crate::codes::UnknownCode) }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const WORDS: &[&str] = &[$($code),+];
                let place = deserializer.deserialize_str($crate::codes::Place(WORDS))?;
                Self::ALL.get(place).copied().ok_or_else(|| serde::de::Error::custom($crate::codes::UnknownCode))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

pub(crate) use codes;

#[cfg(test)]
mod tests;
