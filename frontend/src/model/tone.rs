//! Meanings of colours. A text beside a colour always repeats its meaning.

use super::icons::Icon;

/// The meaning of a colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// No special meaning.
    #[default]
    Neutral,
    /// New, just begun, or plain information.
    Info,
    /// The colour of the brand: a stage that is reached, or the reader's own account or device.
    Accent,
    /// Success.
    Success,
    /// Needs attention.
    Warning,
    /// Failure or loss.
    Danger,
    /// A stage that goes on outside the service, such as an exchange of emails or the funding.
    Violet,
}

impl Tone {
    /// Returns the suffix of the CSS classes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Accent => "accent",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Violet => "violet",
        }
    }

    /// Returns the icon of a message with this tone.
    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info | Self::Accent | Self::Violet => Icon::Info,
            Self::Success => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::ErrorCircle,
        }
    }
}
