//! The pages: one per address.

pub(crate) mod candidats;
pub(crate) mod login;
pub(crate) mod logs;
pub(crate) mod not_found;
pub(crate) mod prospects;
