//! Accounts of the school's people: the rules of logging in. HTTP is in `routes/auth`.

mod log_in;

pub use log_in::log_in;
