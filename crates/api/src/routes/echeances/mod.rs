//! Endpoints of the funding clock: date limits, rules of the funders, closures of the school.

mod candidate;
mod change_rule;
mod closures;
mod delete_closure;
mod first_session;
mod new_closure;
mod rule;
mod rules;
mod session;
mod upcoming;

pub use candidate::*;
pub use change_rule::*;
pub use closures::*;
pub use delete_closure::*;
pub use first_session::*;
pub use new_closure::*;
pub use rule::*;
pub use rules::*;
pub use session::*;
pub use upcoming::*;
