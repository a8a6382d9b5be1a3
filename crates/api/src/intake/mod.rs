//! People who come in: rules for adding somebody, changing a record, writing an email down. Each is one transaction.

mod add;
mod change;
mod check;
mod complete;
mod distinct;
mod email;
mod generous;
mod identity;
mod reread;
mod sharing;

pub use add::{Received, add_person};
pub use change::change_person;
pub(crate) use check::Check;
pub use distinct::{tell_apart, withdraw_distinction};
pub use email::log_email;
pub use generous::cut_texts;
pub use reread::reread;
pub use sharing::list_sharing;
