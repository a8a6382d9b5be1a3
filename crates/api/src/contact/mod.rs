//! Normal forms of contact details and names, for storage, comparison and search.

mod check;
pub mod email;
pub mod name;
pub mod telephone;
pub mod text;

pub(crate) use check::{Check, MANY, column, limit};
pub use email::{normalise_email, without_tag};
pub use name::Name;
pub use telephone::normalise_telephone;
