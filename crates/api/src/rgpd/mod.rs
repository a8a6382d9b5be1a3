//! Data protection (GDPR): audit log of records, retention, anonymisation, personal export, opposition list and
//! purges.

mod anonymise;
mod export;
mod gone;
mod opposition;
mod purge;
mod retention;
mod trace;

pub use anonymise::anonymise;
pub use export::export_person;
pub use gone::gone;
pub use opposition::{Opposed, contact_refusal, contact_refused, find_opposed, oppose, refuse_opposed};
pub use purge::purge_due;
pub use retention::list_echeances;
pub use trace::{is_noted, note_reading};
