//! Contact details and names in the one form in which they are kept, compared and searched.

mod check;
pub mod email;
pub mod name;
pub mod telephone;
pub mod text;

pub(crate) use check::{Check, MANY, column, limit};
pub use email::{normalise_email, without_tag};
pub use name::Name;
pub use telephone::normalise_telephone;
