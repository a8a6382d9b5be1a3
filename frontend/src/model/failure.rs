//! Wording of a failure on screens.

/// Wording of something that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// In a few words.
    pub(crate) title: String,
    /// In a sentence that says what to do.
    pub(crate) text: String,
    /// Trace identifier, for the reader of the service's log.
    pub(crate) reference: Option<String>,
}
