//! Converts a caller to the author of an audit entry.

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
