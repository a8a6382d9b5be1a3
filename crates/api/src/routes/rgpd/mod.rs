//! `/api/rgpd`: what the law asks.

mod echeances;

pub use echeances::*;
