//! Who calls, as the trace of a record names them.

use super::Caller;
use crate::db::audit::Auteur;

impl From<&Caller> for Auteur {
    fn from(caller: &Caller) -> Self {
        match caller {
            Caller::Admin(person) => person.into(),
            Caller::N8n => Self::n8n(),
        }
    }
}
