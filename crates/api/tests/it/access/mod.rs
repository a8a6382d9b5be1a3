//! Who may call what, and how people log in and out.

mod keys;
mod lifetime;
mod limits;
mod login;
mod operations;
mod origin;
mod signature;
mod throttle;
