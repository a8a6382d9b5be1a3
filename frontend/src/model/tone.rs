//! The meanings that colours carry. Never alone: an icon and a text say the same.

use super::icons::Icon;

/// What a colour means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// New, or simply told.
    Info,
    /// Ours.
    Accent,
    /// Done, good.
    Success,
    /// Needs a look.
    Warning,
    /// Failed, lost.
    Danger,
    /// Under way with somebody else.
    Violet,
}

impl Tone {
    /// Suffix of the CSS classes.
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

    /// The icon of a message of that tone.
    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info | Self::Accent | Self::Violet => Icon::Info,
            Self::Success => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::ErrorCircle,
        }
    }
}
