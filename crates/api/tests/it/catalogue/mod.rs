//! Changes of the catalogue by admins.

mod documents;
mod formations;
mod live;
mod requests;
mod seats;
mod sessions;
