//! The waiting list of a full session: places, offers, expiry, and seats under load.

mod expiry;
mod mix;
mod offers;
pub(crate) mod places;
