//! What the law asks: the trace of who saw or changed a record, the time of retention, anonymisation, and
//! what is held of somebody.

mod anonymise;
mod export;
mod gone;
mod retention;
mod trace;

pub use anonymise::anonymise;
pub use export::export_person;
pub use gone::gone;
pub use retention::list_echeances;
pub use trace::note_reading;
