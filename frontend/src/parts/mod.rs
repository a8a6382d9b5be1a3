//! Parts that pages and shell share: forms, lists, focus, and dialogs that several pages open.

pub(crate) mod address;
pub(crate) mod anonymise;
pub(crate) mod confirm;
pub(crate) mod deadlines;
pub(crate) mod dialog_form;
pub(crate) mod documents;
pub(crate) mod export;
pub(crate) mod filter_fields;
pub(crate) mod focus;
pub(crate) mod form;
pub(crate) mod form_parts;
pub(crate) mod guarded;
pub(crate) mod latch;
pub(crate) mod lazy;
pub(crate) mod listing;
pub(crate) mod loaded;
pub(crate) mod login_form;
pub(crate) mod lot;
pub(crate) mod multi_select;
pub(crate) mod period;
pub(crate) mod relaunch;
pub(crate) mod rows;
pub(crate) mod selection;
pub(crate) mod sessions;
pub(crate) mod story;
pub(crate) mod undo;
