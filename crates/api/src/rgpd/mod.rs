//! What the law asks: the trace of who saw or changed a record, and the time of retention.

mod retention;
mod trace;

pub use retention::list_echeances;
pub use trace::note_reading;
