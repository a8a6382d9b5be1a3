//! Changes of the catalogue by admins.

mod documents;
mod formations;
mod live;
pub(crate) mod requests;
mod seats;
mod sessions;
mod statuts;
