//! The pages: one per address.

pub(crate) mod candidats;
mod documents;
mod export;
mod focus;
mod latch;
mod listing;
pub(crate) mod login;
pub(crate) mod logs;
pub(crate) mod not_found;
pub(crate) mod prospects;
mod relaunch;
mod rows;
pub(crate) mod story;
