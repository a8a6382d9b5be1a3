//! What the law asks: the trace of who saw or changed a record, the time of retention, anonymisation.

mod anonymise;
mod gone;
mod retention;
mod trace;

pub use anonymise::anonymise;
pub use gone::gone;
pub use retention::list_echeances;
pub use trace::note_reading;
