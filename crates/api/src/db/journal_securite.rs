//! Queries on `journal_securite`: logins, refusals, account changes and exports, each with its author and address.

use std::collections::HashMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use common::securite::{EntreeSecurite, PersonneRef};
use common::{EvenementSecurite, IdUtilisateur};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::journal_securite;
use super::{Code, RowId};

/// The client that sent a request.
#[derive(Debug, Clone)]
pub struct Client {
    /// IP address of the client.
    pub adresse: IpAddr,
    /// User-Agent, truncated; empty when the header is missing.
    pub agent: String,
    /// Identifier of the session that the cookie names; the session may have ended.
    pub session: Option<String>,
}

/// An entry to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = journal_securite)]
pub struct NewEntree {
    date_evenement: DateTime<Utc>,
    evenement: Code<EvenementSecurite>,
    id_utilisateur: Option<RowId<IdUtilisateur>>,
    id_cible: Option<RowId<IdUtilisateur>>,
    adresse: Option<String>,
    session: Option<String>,
    agent: Option<String>,
    detail: String,
}

impl NewEntree {
    /// Creates an entry without a client, as the command line writes it.
    pub fn new(evenement: EvenementSecurite, now: DateTime<Utc>) -> Self {
        Self {
            date_evenement: now,
            evenement: Code(evenement),
            id_utilisateur: None,
            id_cible: None,
            adresse: None,
            session: None,
            agent: None,
            detail: String::new(),
        }
    }

    /// Sets the client that sent the request.
    #[must_use]
    pub fn from(mut self, client: &Client) -> Self {
        self.adresse = Some(client.adresse.to_string());
        self.session.clone_from(&client.session);
        self.agent = Some(client.agent.clone());
        self
    }

    /// Sets the account that acts.
    #[must_use]
    pub fn by(mut self, id_utilisateur: IdUtilisateur) -> Self {
        self.id_utilisateur = Some(RowId(id_utilisateur));
        self
    }

    /// Sets the account that is concerned.
    #[must_use]
    pub fn about(mut self, id_utilisateur: IdUtilisateur) -> Self {
        self.id_cible = Some(RowId(id_utilisateur));
        self
    }

    /// Sets the detail: codes, never a value of a record.
    #[must_use]
    pub fn detail(mut self, codes: impl Into<String>) -> Self {
        self.detail = codes.into();
        self
    }

    /// Inserts the entry, in the transaction of the event that it records.
    pub async fn insert(&self, conn: &mut AsyncPgConnection) -> QueryResult<()> {
        diesel::insert_into(journal_securite::table).values(self).execute(conn).await?;
        Ok(())
    }
}

/// Filters of the security journal.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Keeps these events; empty keeps all.
    pub evenements: Vec<EvenementSecurite>,
    /// Keeps the entries in which this account acts or is concerned.
    pub id_utilisateur: Option<IdUtilisateur>,
    /// Keeps the entries from this instant on, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// Keeps the entries before this instant, exclusive.
    pub before: Option<DateTime<Utc>>,
}

impl Filters {
    fn rows(&self) -> journal_securite::BoxedQuery<'_, Pg> {
        let mut rows = journal_securite::table.into_boxed();
        if !self.evenements.is_empty() {
            let codes = self.evenements.iter().copied().map(Code);
            rows = rows.filter(journal_securite::evenement.eq_any(codes));
        }
        if let Some(id) = self.id_utilisateur {
            let concerned = journal_securite::id_cible.eq(RowId(id));
            rows =
                rows.filter(journal_securite::id_utilisateur.eq(RowId(id)).or(concerned).assume_not_null());
        }
        if let Some(from) = self.from {
            rows = rows.filter(journal_securite::date_evenement.ge(from));
        }
        if let Some(before) = self.before {
            rows = rows.filter(journal_securite::date_evenement.lt(before));
        }
        rows
    }
}

/// An entry, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = journal_securite)]
pub struct EntreeRow {
    id: i64,
    date_evenement: DateTime<Utc>,
    evenement: Code<EvenementSecurite>,
    id_utilisateur: Option<RowId<IdUtilisateur>>,
    id_cible: Option<RowId<IdUtilisateur>>,
    adresse: Option<String>,
    session: Option<String>,
    /// User-Agent, truncated.
    pub agent: Option<String>,
    detail: String,
}

impl EntreeRow {
    /// Returns the accounts that the entry names.
    pub fn people(&self) -> impl Iterator<Item = IdUtilisateur> {
        self.id_utilisateur.into_iter().chain(self.id_cible).map(|RowId(id)| id)
    }

    /// Converts the row to the contract's entry, with the names of its accounts and a readable browser.
    pub fn named(self, names: &HashMap<IdUtilisateur, String>, navigateur: Option<String>) -> EntreeSecurite {
        let person = |id: Option<RowId<IdUtilisateur>>| {
            id.map(|RowId(id_utilisateur)| PersonneRef {
                id_utilisateur,
                nom: names.get(&id_utilisateur).cloned().unwrap_or_default(),
            })
        };
        EntreeSecurite {
            id: self.id,
            date: self.date_evenement.into(),
            evenement: self.evenement.0,
            auteur: person(self.id_utilisateur),
            cible: person(self.id_cible),
            adresse: self.adresse,
            session: self.session,
            navigateur,
            detail: self.detail,
        }
    }
}

/// Lists a page of entries, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    filters: &Filters,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<EntreeRow>> {
    filters
        .rows()
        .order(journal_securite::id.desc())
        .offset(offset)
        .limit(limit)
        .select(EntreeRow::as_select())
        .load(&mut &*conn)
        .await
}

/// Counts the entries that match.
pub async fn count(conn: &AsyncPgConnection, filters: &Filters) -> QueryResult<i64> {
    filters.rows().count().get_result(&mut &*conn).await
}

/// Lists the distinct User-Agents with which an account logged in.
pub async fn list_agents(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
) -> QueryResult<Vec<String>> {
    journal_securite::table
        .filter(journal_securite::id_utilisateur.eq(RowId(id_utilisateur)))
        .filter(journal_securite::evenement.eq(Code(EvenementSecurite::Connexion)))
        .filter(journal_securite::agent.is_not_null())
        .select(journal_securite::agent.assume_not_null())
        .distinct()
        .load(conn)
        .await
}
