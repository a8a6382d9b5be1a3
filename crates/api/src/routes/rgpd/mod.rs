//! `/api/rgpd`: data protection (GDPR).

mod anonymisation;
mod audit;
mod donnees;
mod echeances;
mod oppositions;

pub use anonymisation::*;
pub use audit::*;
pub use donnees::*;
pub use echeances::*;
pub use oppositions::*;
