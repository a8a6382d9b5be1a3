//! Accounts of the school's people: the rules of logging in, of passwords, invitations and rights. HTTP is in
//! `routes/auth` and `routes/utilisateurs`.

mod change;
mod invite;
mod log_in;
mod password;

pub use change::change_account;
pub use invite::{accept_invitation, invite, invite_again};
pub use log_in::{LoggedIn, log_in};
pub use password::change_password;
