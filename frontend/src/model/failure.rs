//! What screens say of a failure.

/// What to say of something that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// In a few words.
    pub(crate) title: String,
    /// In a sentence that says what to do.
    pub(crate) text: String,
    /// What to give to whoever reads the service's log.
    pub(crate) reference: Option<String>,
}
