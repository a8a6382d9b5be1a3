//! Endpoints that start and follow actions.

mod conversion_status;
mod convert;
mod devis;
mod dossier;
mod email;
mod get;
mod idempotency;
mod list;
mod relance;
mod start;
mod undo;

pub use conversion_status::*;
pub use convert::*;
pub use devis::*;
pub use dossier::*;
pub use email::*;
pub use get::*;
pub(super) use idempotency::IdempotencyKey;
pub use idempotency::KEY_LIMIT;
pub use list::*;
pub use relance::*;
use start::{accepted, start};
pub use undo::*;
