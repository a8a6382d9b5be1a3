//! People who come in: rules for adding somebody, changing a record, writing an email down. Each is one transaction.

mod add;
mod change;
mod check;
mod email;
mod reread;

pub use add::add_person;
pub use change::change_person;
pub(crate) use check::Check;
pub use email::log_email;
pub use reread::reread;
