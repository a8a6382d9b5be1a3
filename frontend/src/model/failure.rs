//! Text of a failure for screens.

/// The text of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Short title.
    pub(crate) title: String,
    /// Sentence that tells what to do.
    pub(crate) text: String,
    /// Trace identifier, by which an operator finds the request in the service's log.
    pub(crate) reference: Option<String>,
}
