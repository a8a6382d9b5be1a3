//! Queries on `audit_prospects` for what people did on records: a partial index holds these entries by date, without
//! readings, exports, and what programs and the service did. The entries of a lot are one for each operation; a second
//! index holds them, so that a page groups no other entry.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use common::activite::{ActivitePersonne, EntreeActivite};
use common::auth::nom_complet;
use common::securite::PersonneRef;
use common::{IdAction, IdLot, IdProspect, IdUtilisateur, OperationAudit, StatutAction, TypeAction};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{audit_prospects, conversions_en_cours, prospects};
use super::{Code, RowId};

/// Condition of the indexes `audit_activite` and `audit_activite_lots`, in their words: a generic plan uses them only
/// then.
const DONE: &str = "audit_prospects.id_utilisateur IS NOT NULL AND audit_prospects.operation \
    NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE')";

/// Filters of the activity.
#[derive(Debug, Clone, Copy)]
pub struct ActiviteFilters {
    /// First instant, inclusive.
    pub from: DateTime<Utc>,
    /// Last instant, exclusive.
    pub before: DateTime<Utc>,
    /// Keeps what this account did; `None` keeps all.
    pub auteur: Option<IdUtilisateur>,
}

/// A position in the list: date and identifier of its last entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivitePlace {
    /// Date of the entry.
    pub date: DateTime<Utc>,
    /// Identifier of the entry.
    pub id: i64,
}

/// The entries that no lot made.
const ALONE: &str = "id_lot IS NULL";
/// The entries that lots made.
const OF_LOTS: &str = "id_lot IS NOT NULL";

/// Selects `columns` of the entries that match, and that are [`ALONE`] or [`OF_LOTS`]. Parameters: the period and the
/// author.
fn entries(columns: &str, origin: &str) -> String {
    let period = "date_evenement >= $1 AND date_evenement < $2 AND ($3 IS NULL OR id_utilisateur = $3)";
    format!("SELECT {columns} FROM audit_prospects WHERE {DONE} AND {period} AND {origin}")
}

/// An entry of the list: the last one of the operation in its lot.
#[derive(Debug, QueryableByName)]
struct Listed {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    date: DateTime<Utc>,
    /// Number of entries that it stands for.
    #[diesel(sql_type = BigInt)]
    fiches: i64,
}

/// An entry, as stored, with its action and its prospect.
#[derive(Debug, Queryable)]
struct EntreeRow {
    id: i64,
    operation: Code<OperationAudit>,
    champs: Vec<Option<String>>,
    id_conversion: Option<RowId<IdAction>>,
    action: Option<(Code<TypeAction>, Code<StatutAction>)>,
    id_prospect: Code<IdProspect>,
    /// Given name, family name, and date of the anonymisation.
    prospect: Option<(String, String, Option<DateTime<Utc>>)>,
    id_lot: Option<RowId<IdLot>>,
    id_utilisateur: Option<RowId<IdUtilisateur>>,
    auteur: String,
}

impl EntreeRow {
    /// Converts the row; `None` without an author, which [`DONE`] excludes.
    fn entree(self, listed: &Listed) -> Option<EntreeActivite> {
        let known = self.prospect.filter(|(_, _, anonymised)| anonymised.is_none());
        let (type_action, statut_action) = self.action.map(|(kind, statut)| (kind.0, statut.0)).unzip();
        Some(EntreeActivite {
            id: self.id,
            date: listed.date.into(),
            operation: self.operation.0,
            champs: self.champs.into_iter().flatten().collect(),
            id_conversion: self.id_conversion.map(|RowId(id)| id),
            type_action,
            statut_action,
            id_prospect: self.id_prospect.0,
            prospect: known.map(|(prenom, nom, _)| nom_complet(&prenom, &nom)),
            id_lot: self.id_lot.map(|RowId(id)| id),
            fiches: listed.fiches,
            auteur: PersonneRef { id_utilisateur: self.id_utilisateur?.0, nom: self.auteur },
        })
    }
}

/// Lists at most `limit` entries, newest first, beyond `after`, or after `offset` others.
pub async fn list(
    conn: &AsyncPgConnection,
    filters: &ActiviteFilters,
    after: Option<ActivitePlace>,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<(ActivitePlace, EntreeActivite)>> {
    let alone = entries("id, date_evenement AS date, 1::bigint AS fiches", ALONE);
    let of_lots = entries("max(id) AS id, max(date_evenement) AS date, count(*) AS fiches", OF_LOTS);
    let sql = format!(
        "({alone} AND (date_evenement, id) < ($4, $5) ORDER BY date_evenement DESC, id DESC LIMIT $6 + $7)
         UNION ALL ({of_lots} GROUP BY id_lot, operation, id_utilisateur
            HAVING (max(date_evenement), max(id)) < ($4, $5))
         ORDER BY date DESC, id DESC OFFSET $6 LIMIT $7"
    );
    let place = after.unwrap_or(ActivitePlace { date: filters.before, id: 0 });
    // The entries of the page first: the joins then read no other row.
    let listed: Vec<Listed> = sql_query(sql)
        .bind::<Timestamptz, _>(filters.from)
        .bind::<Timestamptz, _>(filters.before)
        .bind::<Nullable<BigInt>, _>(filters.auteur.map(RowId))
        .bind::<Timestamptz, _>(place.date)
        .bind::<BigInt, _>(place.id)
        .bind::<BigInt, _>(offset)
        .bind::<BigInt, _>(limit)
        .load(&mut &*conn)
        .await?;
    let mut rows = load(conn, &listed).await?;
    let placed = |one: &Listed| {
        let place = ActivitePlace { date: one.date, id: one.id };
        rows.remove(&one.id)?.entree(one).map(|entree| (place, entree))
    };
    Ok(listed.iter().filter_map(placed).collect())
}

/// Loads the rows of entries, by their identifiers.
async fn load(conn: &AsyncPgConnection, listed: &[Listed]) -> QueryResult<HashMap<i64, EntreeRow>> {
    let action = conversions_en_cours::id_conversion.nullable();
    let rows: Vec<EntreeRow> = audit_prospects::table
        .left_join(conversions_en_cours::table.on(audit_prospects::id_conversion.eq(action)))
        .left_join(prospects::table.on(audit_prospects::id_prospect.eq(prospects::id_prospect)))
        .filter(audit_prospects::id.eq_any(listed.iter().map(|one| one.id)))
        .select((
            audit_prospects::id,
            audit_prospects::operation,
            audit_prospects::champs,
            audit_prospects::id_conversion,
            (conversions_en_cours::type_action, conversions_en_cours::statut_action).nullable(),
            audit_prospects::id_prospect,
            (prospects::prenom, prospects::nom, prospects::date_anonymisation).nullable(),
            audit_prospects::id_lot,
            audit_prospects::id_utilisateur,
            audit_prospects::auteur,
        ))
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Counts the entries that match.
pub async fn count(conn: &AsyncPgConnection, filters: &ActiviteFilters) -> QueryResult<i64> {
    /// The number that the statement returns.
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        entries: i64,
    }
    let alone = entries("count(*)", ALONE);
    let of_lots = entries("DISTINCT id_lot, operation, id_utilisateur", OF_LOTS);
    let sql = format!("SELECT ({alone}) + (SELECT count(*) FROM ({of_lots}) AS lots) AS entries");
    let counted: Counted = sql_query(sql)
        .bind::<Timestamptz, _>(filters.from)
        .bind::<Timestamptz, _>(filters.before)
        .bind::<Nullable<BigInt>, _>(filters.auteur.map(RowId))
        .get_result(&mut &*conn)
        .await?;
    Ok(counted.entries)
}

/// A person with the numbers of actions, touches, notes and of all entries.
type PersonRow = (Option<RowId<IdUtilisateur>>, String, i64, i64, i64, i64);

/// Counts the entries of each person in the period, the busiest first.
pub async fn count_by_person(
    conn: &AsyncPgConnection,
    filters: &ActiviteFilters,
) -> QueryResult<Vec<ActivitePersonne>> {
    let number = |condition: &str| sql::<BigInt>(&["count(*) FILTER (WHERE ", condition, ")"].concat());
    let rows: Vec<PersonRow> = audit_prospects::table
        .filter(sql::<Bool>(DONE))
        .filter(audit_prospects::date_evenement.ge(filters.from))
        .filter(audit_prospects::date_evenement.lt(filters.before))
        .group_by(audit_prospects::id_utilisateur)
        .select((
            audit_prospects::id_utilisateur,
            // The latest of the names that the person had that day.
            sql::<Text>("(array_agg(auteur ORDER BY id DESC))[1]"),
            number("operation = 'ACTION_DEMANDEE'"),
            number("operation = 'RELANCE_FAITE'"),
            number("operation = 'MODIFICATION' AND champs = '{notes}'"),
            sql::<BigInt>("count(*)"),
        ))
        .order((sql::<BigInt>("count(*)").desc(), audit_prospects::id_utilisateur.asc()))
        .load(&mut &*conn)
        .await?;
    let person = |(id, nom, actions, relances, notes, all): PersonRow| {
        Some(ActivitePersonne {
            auteur: PersonneRef { id_utilisateur: id?.0, nom },
            actions,
            relances,
            notes,
            fiches: all - actions - relances - notes,
        })
    };
    Ok(rows.into_iter().filter_map(person).collect())
}
