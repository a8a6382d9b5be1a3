//! Changes of the selected prospects together: the bar of the selection, and the dialog.

mod bar;
mod checked;
mod dialog;
mod fields;

pub(super) use self::bar::PickedBar;
pub(super) use self::dialog::LotDialog;
