//! How to reach a prospect, for what is sent to n8n.

use common::IdProspect;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::schema::prospects;

/// A prospect's name and how to reach it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct Contact {
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
}

impl Contact {
    /// The main email address.
    pub fn email(&self) -> Option<&str> {
        self.emails.iter().flatten().map(String::as_str).next()
    }

    /// The main telephone number, E.164.
    pub fn telephone(&self) -> Option<&str> {
        self.telephones.iter().flatten().map(String::as_str).next()
    }
}

/// How to reach a prospect that an action refers to.
pub async fn find_contact(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<Contact> {
    prospects::table.find(id.as_str()).select(Contact::as_select()).first(conn).await
}

/// Whether there is such a prospect.
pub async fn exists(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(prospects::table.find(id.as_str()))).get_result(conn).await
}
