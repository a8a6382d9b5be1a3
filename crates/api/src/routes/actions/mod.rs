//! Actions: starting them, following them.

mod conversion_status;
mod convert;
mod get;
mod idempotency;
mod list;
mod relance;

pub use conversion_status::*;
pub use convert::*;
pub use get::*;
use idempotency::{IdempotencyKey, accepted};
pub use list::*;
pub use relance::*;
