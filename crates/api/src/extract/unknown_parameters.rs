//! Query parameters that an operation does not have.

use crate::error::ApiError;

/// The refusal of a request, for whoever judges its caller: a stranger is told nothing of parameters.
pub struct UnknownParameters(pub ApiError);
