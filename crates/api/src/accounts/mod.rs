//! Accounts of the school's people: the rules of logging in, of passwords, invitations and rights. HTTP is in
//! `routes/auth` and `routes/utilisateurs`.

mod access;
mod browser;
mod change;
mod create_admin;
mod invite;
mod log_in;
mod password;
mod sessions;

pub use browser::browser;
pub use change::change_account;
pub use create_admin::{Account, create_admin};
pub use invite::{accept_invitation, invite, invite_again};
pub use log_in::log_in;
pub use password::change_password;
pub use sessions::{end_session, list_sessions, log_out, log_out_everywhere};
