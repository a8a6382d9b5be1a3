//! Accounts of the school's people: login, passwords, invitations and rights. The HTTP part is in `routes/auth` and
//! `routes/utilisateurs`.

mod access;
mod browser;
mod change;
mod create_admin;
mod invite;
mod log_in;
mod password;
mod second_factor;
mod sessions;

pub use browser::browser;
pub use change::change_account;
pub use create_admin::{Account, create_admin};
pub use invite::{accept_invitation, check_invitation, invite, invite_again};
pub use log_in::{LoggedIn, log_in};
pub use password::change_password;
pub use second_factor::{
    activate_second_factor, enrol_second_factor, get_second_factor, remove_second_factor,
    reset_second_factor, verify_second_factor,
};
pub use sessions::{end_session, list_sessions, log_out, log_out_everywhere};
