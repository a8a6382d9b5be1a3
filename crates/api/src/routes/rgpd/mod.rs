//! `/api/rgpd`: what the law asks.

mod anonymisation;
mod donnees;
mod echeances;
mod oppositions;

pub use anonymisation::*;
pub use donnees::*;
pub use echeances::*;
pub use oppositions::*;
