//! Contact details in the one form in which they are kept and compared: addresses in lower case, numbers in E.164, names
//! as plain words.

pub mod email;
pub mod name;
pub mod telephone;

pub use email::{normalise_email, without_tag};
pub use name::Name;
pub use telephone::normalise_telephone;
