//! Queries on `audit_prospects`: the reads and changes of each record. The entries of actions are written by triggers
//! on the table of actions.

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::{EntreeAudit, IdAction, IdLot, IdProspect, IdUtilisateur, OperationAudit, TypeAction};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::batches::{self, Batches};
use super::candidats::CandidatFilters;
use super::prepared::Prepared;
use super::prospects::ProspectFilters;
use super::schema::{audit_prospects, candidats, conversions_en_cours, prospects};
use super::{Code, RowId};

/// Number of rows that an export reads at a time.
const BATCH: usize = 1_000;

/// The author of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auteur {
    /// Account of the author; `None` for a program.
    pub id_utilisateur: Option<IdUtilisateur>,
    /// Full name of the person, name of the key, or `n8n`.
    pub nom: String,
}

impl Auteur {
    /// Returns n8n as the author.
    pub fn n8n() -> Self {
        Self { id_utilisateur: None, nom: "n8n".to_owned() }
    }

    /// Returns the program that uses a named API key as the author.
    pub fn key(nom: &str) -> Self {
        Self { id_utilisateur: None, nom: format!("clé « {nom} »") }
    }
}

impl From<&Utilisateur> for Auteur {
    fn from(person: &Utilisateur) -> Self {
        Self { id_utilisateur: Some(person.id_utilisateur), nom: person.nom_complet() }
    }
}

/// Filters of the audit of records.
#[derive(Debug, Clone, Default)]
pub struct AuditFilters {
    /// Keeps the entries of this record.
    pub id_prospect: Option<IdProspect>,
    /// Keeps the entries from this instant on, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// Keeps the entries before this instant, exclusive.
    pub before: Option<DateTime<Utc>>,
}

/// An audit entry, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_prospects)]
pub struct EntryRow {
    id_prospect: String,
    date_evenement: DateTime<Utc>,
    operation: Code<OperationAudit>,
    champs: Vec<Option<String>>,
    id_conversion: Option<RowId<IdAction>>,
    #[diesel(select_expression = conversions_en_cours::type_action.nullable())]
    type_action: Option<Code<TypeAction>>,
    id_lot: Option<RowId<IdLot>>,
    auteur: String,
    ignores: Vec<Option<String>>,
}

impl EntryRow {
    /// Returns the instant of the operation.
    pub fn date(&self) -> DateTime<Utc> {
        self.date_evenement
    }

    /// Returns the identifier of the record.
    pub fn id_prospect(&self) -> &str {
        &self.id_prospect
    }
}

impl From<EntryRow> for EntreeAudit {
    fn from(row: EntryRow) -> Self {
        Self {
            date: row.date_evenement.into(),
            operation: row.operation.0,
            champs: row.champs.into_iter().flatten().collect(),
            ignores: row.ignores.into_iter().flatten().collect(),
            id_conversion: row.id_conversion.map(|RowId(id)| id),
            type_action: row.type_action.map(|code| code.0),
            id_lot: row.id_lot.map(|RowId(id)| id),
            auteur: row.auteur,
        }
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// Records that somebody read a record. The migration that creates the function describes its rules.
    fn audit_lire(
        prospect: Text,
        lecture: Text,
        quand: Timestamptz,
        utilisateur: Nullable<BigInt>,
        nom: Text,
    ) -> diesel::sql_types::Bool;
}

/// Records a reading, at most once per hour, record and author. It sets `synchronous_commit` and `lock_timeout` for its
/// transaction, so that a reader never waits long: call it outside a transaction.
pub async fn insert_reading(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    operation: OperationAudit,
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let reading =
        audit_lire(id.as_str(), operation.as_str(), now, auteur.id_utilisateur.map(RowId), &auteur.nom);
    diesel::select(reading).execute(&mut &*conn).await?;
    Ok(())
}

/// Records an operation on a record, in the transaction that performs it. `champs` holds names of fields, never
/// values.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    operation: OperationAudit,
    champs: &[&str],
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    insert_entry(conn, id, operation, (champs, &[]), auteur, now).await
}

/// Records the merge of incoming data into a record: the changed fields (`champs`) and the fields that were refused
/// (`ignores`).
pub async fn insert_completion(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    champs: &[&str],
    ignores: &[&str],
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    insert_entry(conn, id, OperationAudit::Modification, (champs, ignores), auteur, now).await
}

/// Names the author of the callback or of the undo that this transaction applies, for the triggers that audit the end
/// of an action.
pub async fn set_author(conn: &mut AsyncPgConnection, auteur: &Auteur) -> QueryResult<()> {
    let id = auteur.id_utilisateur.map(|id| id.to_string()).unwrap_or_default();
    let set = diesel::sql_query(
        "SELECT set_config('admissions.auteur', $1, true), set_config('admissions.id_utilisateur', $2, true)",
    );
    set.bind::<Text, _>(&auteur.nom).bind::<Text, _>(id).execute(conn).await?;
    Ok(())
}

async fn insert_entry(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    operation: OperationAudit,
    (champs, ignores): (&[&str], &[&str]),
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    Prepared(diesel::insert_into(audit_prospects::table).values((
        audit_prospects::id_prospect.eq(id.as_str()),
        audit_prospects::date_evenement.eq(now),
        audit_prospects::operation.eq(Code(operation)),
        audit_prospects::champs.eq(champs),
        audit_prospects::ignores.eq(ignores),
        audit_prospects::id_utilisateur.eq(auteur.id_utilisateur.map(RowId)),
        audit_prospects::auteur.eq(&auteur.nom),
    )))
    .execute(conn)
    .await?;
    Ok(())
}

/// Inserts an entry for each of these rows, whose prospect a column names.
macro_rules! insert_exported {
    ($conn:expr, $rows:expr, $column:expr, $auteur:expr, $now:expr) => {{
        let entries = $rows.select((
            $column,
            $now.into_sql::<Timestamptz>(),
            OperationAudit::ExportListe.as_str().into_sql::<Text>(),
            $auteur.id_utilisateur.map(RowId).into_sql::<Nullable<BigInt>>(),
            $auteur.nom.as_str().into_sql::<Text>(),
        ));
        diesel::insert_into(audit_prospects::table)
            .values(entries)
            .into_columns((
                audit_prospects::id_prospect,
                audit_prospects::date_evenement,
                audit_prospects::operation,
                audit_prospects::id_utilisateur,
                audit_prospects::auteur,
            ))
            .execute($conn)
            .await?;
        Ok(())
    }};
}

/// Records, for each prospect that matches, that an exported list contains it.
pub async fn insert_exported(
    conn: &mut AsyncPgConnection,
    filters: &ProspectFilters,
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    insert_exported!(conn, filters.rows(), prospects::id_prospect, auteur, now)
}

/// Records, for the prospect of each candidate that matches, that an exported list contains it.
pub async fn insert_exported_candidats(
    conn: &mut AsyncPgConnection,
    filters: &CandidatFilters,
    auteur: &Auteur,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    insert_exported!(conn, filters.rows(), candidats::id_prospect, auteur, now)
}

#[auto_type]
fn joined() -> _ {
    let action = conversions_en_cours::id_conversion.nullable();
    audit_prospects::table
        .left_join(conversions_en_cours::table.on(audit_prospects::id_conversion.eq(action)))
}

/// Returns the codes of these operations; of all operations when there are none.
fn codes(operations: &[OperationAudit]) -> Vec<&'static str> {
    let kept = if operations.is_empty() { OperationAudit::ALL } else { operations };
    kept.iter().map(|operation| operation.as_str()).collect()
}

/// Returns a page of the audit entries of a record, newest first. `operations` keeps these; empty keeps all.
pub async fn list(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    operations: &[OperationAudit],
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<EntreeAudit>> {
    let rows: Vec<EntryRow> = joined()
        .filter(audit_prospects::id_prospect.eq(id.as_str()))
        .filter(audit_prospects::operation.eq_any(codes(operations)))
        .order(audit_prospects::id.desc())
        .offset(offset)
        .limit(limit)
        .select(EntryRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(EntreeAudit::from).collect())
}

/// Counts the audit entries of a record. `operations` keeps these; empty keeps all.
pub async fn count(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    operations: &[OperationAudit],
) -> QueryResult<i64> {
    audit_prospects::table
        .filter(audit_prospects::id_prospect.eq(id.as_str()))
        .filter(audit_prospects::operation.eq_any(codes(operations)))
        .count()
        .get_result(&mut &*conn)
        .await
}

/// Opens a cursor on every entry that matches, oldest first. The caller reads it batch by batch inside its
/// transaction.
pub fn export<'c>(conn: &'c mut AsyncPgConnection, filters: &'c AuditFilters) -> Batches<'c, EntryRow> {
    let mut entries = joined().order(audit_prospects::id).into_boxed();
    if let Some(id) = &filters.id_prospect {
        entries = entries.filter(audit_prospects::id_prospect.eq(id.as_str()));
    }
    if let Some(from) = filters.from {
        entries = entries.filter(audit_prospects::date_evenement.ge(from));
    }
    if let Some(before) = filters.before {
        entries = entries.filter(audit_prospects::date_evenement.lt(before));
    }
    batches::load(conn, entries.select(EntryRow::as_select()), BATCH)
}
