//! Authorisation, login and logout.

mod bounds;
mod journal;
mod keys;
mod lifetime;
mod limits;
mod login;
mod named_keys;
mod operations;
mod origin;
mod passwords;
mod people;
mod remembered;
mod reset;
mod second_factor;
mod sessions;
mod signature;
mod throttle;
