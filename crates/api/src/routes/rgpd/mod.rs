//! `/api/rgpd`: what the law asks.

mod anonymisation;
mod echeances;

pub use anonymisation::*;
pub use echeances::*;
