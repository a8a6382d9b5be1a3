//! Dialogs of the actions that send something: application form, email.

mod dossier;
mod email;
mod sending;
mod wished;

pub(super) use self::dossier::DossierDialog;
pub(super) use self::email::EmailDialog;
