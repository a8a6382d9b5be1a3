//! Converts callers to the author of an audit entry.

use super::{Caller, Machine};
use crate::db::audit::Auteur;

impl From<&Caller> for Auteur {
    fn from(caller: &Caller) -> Self {
        match caller {
            Caller::Admin(person) => person.into(),
            Caller::Machine(machine) => machine.into(),
        }
    }
}

impl From<&Machine> for Auteur {
    fn from(machine: &Machine) -> Self {
        match machine {
            Machine::N8n => Self::n8n(),
            Machine::Named { nom, .. } => Self::key(nom),
        }
    }
}
