//! `/api/rgpd`: data protection (GDPR).

mod anonymisation;
mod audit;
mod due;
mod opposition;
mod person;

pub use anonymisation::*;
pub use audit::*;
pub use due::*;
pub use opposition::*;
pub use person::*;
