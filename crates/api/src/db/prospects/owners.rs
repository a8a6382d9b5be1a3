//! Finds the records that hold an email address or a telephone number.

use chrono::{DateTime, Utc};
use common::IdProspect;
use common::prospect::AdressePartagee;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Record;
use super::statement::First;
use crate::db::Code;
use crate::db::schema::{prospects, prospects_distincts};

diesel::define_sql_function! {
    /// The mailboxes of the tagged addresses of a record, as [`crate::contact::without_tag`] returns them.
    fn boites_etiquetees(emails: Array<Nullable<Text>>) -> Nullable<Array<Nullable<Text>>>;
}

/// Maximum number of shared records that an answer lists; a switchboard's number may be on many.
const SHARING_LIMIT: i64 = 20;

/// A record that holds an address or number of incoming data.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct Owner {
    /// Identifier.
    pub id_prospect: Code<IdProspect>,
    /// The editable part of the record.
    #[diesel(embed)]
    pub record: Record,
    /// Date of the last contact.
    pub date_dernier_contact: DateTime<Utc>,
}

/// Locks every record that holds one of these addresses or numbers until the end of the transaction, by identifier.
/// Anonymised records hold none.
pub async fn lock_owners(
    conn: &mut AsyncPgConnection,
    emails: &[String],
    telephones: &[String],
) -> QueryResult<Vec<Owner>> {
    prospects::table
        .filter(prospects::emails.overlaps_with(wanted(emails)))
        .or_filter(prospects::telephones.overlaps_with(wanted(telephones)))
        .order(prospects::id_prospect)
        .select(Owner::as_select())
        .for_no_key_update()
        .load(conn)
        .await
}

/// Finds the records with an address of one of these mailboxes, tagged or not, or with one of these numbers, oldest
/// first.
pub async fn find_by_mailboxes(
    conn: &mut AsyncPgConnection,
    mailboxes: &[String],
    telephones: &[String],
) -> QueryResult<Vec<Code<IdProspect>>> {
    prospects::table
        .filter(prospects::emails.overlaps_with(wanted(mailboxes)))
        .or_filter(boites_etiquetees(prospects::emails).overlaps_with(wanted(mailboxes)).assume_not_null())
        .or_filter(prospects::telephones.overlaps_with(wanted(telephones)))
        .order((prospects::date_premier_contact, prospects::id_prospect))
        .select(prospects::id_prospect)
        .load(conn)
        .await
}

/// Lists the other records that share one of these addresses or numbers with a record, latest contact first, and if an
/// admin has marked each one as another person.
pub async fn list_sharing(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    emails: &[String],
    telephones: &[String],
) -> QueryResult<Vec<AdressePartagee>> {
    if emails.is_empty() && telephones.is_empty() {
        return Ok(Vec::new());
    }
    let decided = prospects_distincts::table.filter(
        (prospects_distincts::id_prospect.eq(id.as_str()))
            .and(prospects_distincts::id_autre.eq(prospects::id_prospect))
            .or((prospects_distincts::id_autre.eq(id.as_str()))
                .and(prospects_distincts::id_prospect.eq(prospects::id_prospect))),
    );
    let shared = prospects::emails
        .overlaps_with(wanted(emails))
        .or(prospects::telephones.overlaps_with(wanted(telephones)));
    let query = prospects::table
        .filter(shared.and(prospects::id_prospect.ne(id.as_str())))
        .order((prospects::date_dernier_contact.desc(), prospects::id_prospect))
        .select((
            prospects::id_prospect,
            prospects::nom,
            prospects::prenom,
            prospects::emails,
            prospects::telephones,
            exists(decided.select(prospects_distincts::id_autre)),
        ));
    let rows: Vec<SharingRow> =
        First { query, limit: SHARING_LIMIT, offset: 0, own_plan: false }.load(&mut &*conn).await?;
    Ok(rows.into_iter().map(|row| row.told(emails, telephones)).collect())
}

/// A record that shares an address or a number with another one.
#[derive(Debug, Clone, Queryable)]
struct SharingRow {
    id_prospect: Code<IdProspect>,
    nom: String,
    prenom: String,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    distincte: bool,
}

impl SharingRow {
    /// Tells the fields with a value of the other record, which has these addresses and numbers.
    fn told(self, emails: &[String], telephones: &[String]) -> AdressePartagee {
        let have = |theirs: &[Option<String>], ours: &[String]| {
            theirs.iter().flatten().any(|one| ours.contains(one))
        };
        let shared =
            [("emails", have(&self.emails, emails)), ("telephones", have(&self.telephones, telephones))];
        AdressePartagee {
            id_prospect: self.id_prospect.0,
            nom: self.nom,
            prenom: self.prenom,
            champs: shared.into_iter().filter(|(_, has)| *has).map(|(champ, _)| champ.to_owned()).collect(),
            distincte: self.distincte,
        }
    }
}

/// Converts values to the element type of the array columns.
fn wanted(values: &[String]) -> Vec<Option<&str>> {
    values.iter().map(|value| Some(value.as_str())).collect()
}
