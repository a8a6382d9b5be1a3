//! Actions: starting them, following them.

mod conversion_status;
mod convertir_candidat;
mod get;
mod idempotency;
mod list;
mod relance;

pub use conversion_status::*;
pub use convertir_candidat::*;
pub use get::*;
use idempotency::{IdempotencyKey, accepted};
pub use list::*;
pub use relance::*;
