//! Person form: adds a prospect or changes a record.

mod conflicts;
mod edit;
mod editing;
mod fields;
mod new;
mod shared;
mod state;

pub(super) use self::edit::EditDialog;
pub(super) use self::new::NewDialog;
