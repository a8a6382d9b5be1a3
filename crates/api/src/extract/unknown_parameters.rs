//! Carries the error of an unknown query parameter to the extractor of the caller.

use crate::error::ApiError;

/// Error of an unknown query parameter. The extractor returns it only to an accepted caller.
pub struct UnknownParameters(pub ApiError);
