//! What the law asks: the trace of who saw or changed a record, the time of retention, anonymisation,
//! what is held of somebody, and who does not want to be contacted.

mod anonymise;
mod export;
mod gone;
mod opposition;
mod retention;
mod trace;

pub use anonymise::anonymise;
pub use export::export_person;
pub use gone::gone;
pub use opposition::{Opposed, contact_refusal, contact_refused, find_opposed, oppose, refuse_opposed};
pub use retention::list_echeances;
pub use trace::note_reading;
