//! `/api/rgpd`: what the law asks.

mod anonymisation;
mod donnees;
mod echeances;

pub use anonymisation::*;
pub use donnees::*;
pub use echeances::*;
