//! The pages: one per address.

mod anonymise;
pub(crate) mod candidats;
pub(crate) mod confirm;
pub(crate) mod dialog_form;
mod documents;
pub(crate) mod equipe;
mod export;
mod focus;
pub(crate) mod form;
pub(crate) mod form_parts;
mod guarded;
pub(crate) mod invitation;
mod latch;
mod listing;
pub(crate) mod login;
pub(crate) mod login_form;
pub(crate) mod logs;
pub(crate) mod not_found;
mod page_number;
pub(crate) mod prospects;
mod relaunch;
pub(crate) mod rgpd;
mod rows;
pub(crate) mod sante;
pub(crate) mod securite;
pub(crate) mod story;
