//! Rules for incoming data: adding a prospect, changing a record, recording an email; and the announcement of the touches
//! that are due. Each is one transaction.

mod add;
mod change;
mod complete;
mod distinct;
mod done;
mod email;
mod formation;
mod generous;
mod identity;
mod instant;
mod loss;
mod morning;
mod reread;
mod sharing;
mod touch;

pub use add::{Received, add_person};
pub use change::{change_person, change_record};
pub use distinct::{tell_apart, withdraw_distinction};
pub use done::finish_touch;
pub use email::log_email;
pub use generous::{cut_changes, cut_texts};
pub use morning::announce_touches;
pub use reread::reread;
pub use sharing::list_sharing;
