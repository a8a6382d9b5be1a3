//! Queries on `audit_prospects` for what people did on records: a partial index holds these entries by date, without
//! readings, exports, and what programs and the service did.

use chrono::{DateTime, Utc};
use common::activite::{ActivitePersonne, EntreeActivite};
use common::auth::nom_complet;
use common::securite::PersonneRef;
use common::{IdAction, IdProspect, IdUtilisateur, OperationAudit, StatutAction, TypeAction};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{audit_prospects, conversions_en_cours, prospects};
use super::{Code, RowId};

/// Condition of the index `audit_activite`, in its words: a generic plan uses the index only then.
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

impl ActiviteFilters {
    fn rows(&self) -> audit_prospects::BoxedQuery<'static, Pg> {
        let rows = audit_prospects::table
            .into_boxed()
            .filter(sql::<Bool>(DONE))
            .filter(audit_prospects::date_evenement.ge(self.from))
            .filter(audit_prospects::date_evenement.lt(self.before));
        match self.auteur {
            None => rows,
            Some(id) => rows.filter(audit_prospects::id_utilisateur.eq(RowId(id))),
        }
    }
}

/// An entry, as stored, with its action and its prospect.
#[derive(Debug, Queryable)]
struct EntreeRow {
    id: i64,
    date_evenement: DateTime<Utc>,
    operation: Code<OperationAudit>,
    champs: Vec<Option<String>>,
    id_conversion: Option<RowId<IdAction>>,
    action: Option<(Code<TypeAction>, Code<StatutAction>)>,
    id_prospect: Code<IdProspect>,
    /// Given name, family name, and date of the anonymisation.
    prospect: Option<(String, String, Option<DateTime<Utc>>)>,
    id_utilisateur: Option<RowId<IdUtilisateur>>,
    auteur: String,
}

impl EntreeRow {
    /// Converts the row; `None` without an author, which [`DONE`] excludes.
    fn entree(self) -> Option<EntreeActivite> {
        let known = self.prospect.filter(|(_, _, anonymised)| anonymised.is_none());
        let (type_action, statut_action) = self.action.map(|(kind, statut)| (kind.0, statut.0)).unzip();
        Some(EntreeActivite {
            id: self.id,
            date: self.date_evenement.into(),
            operation: self.operation.0,
            champs: self.champs.into_iter().flatten().collect(),
            id_conversion: self.id_conversion.map(|RowId(id)| id),
            type_action,
            statut_action,
            id_prospect: self.id_prospect.0,
            prospect: known.map(|(prenom, nom, _)| nom_complet(&prenom, &nom)),
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
    let rows = match after {
        None => filters.rows(),
        Some(place) => filters.rows().filter(
            sql::<Bool>("(audit_prospects.date_evenement, audit_prospects.id) < (")
                .bind::<Timestamptz, _>(place.date)
                .sql(", ")
                .bind::<BigInt, _>(place.id)
                .sql(")"),
        ),
    };
    // The entries of the page first: the joins then read no other row.
    let ids: Vec<i64> = rows
        .order((audit_prospects::date_evenement.desc(), audit_prospects::id.desc()))
        .offset(offset)
        .limit(limit)
        .select(audit_prospects::id)
        .load(&mut &*conn)
        .await?;
    let action = conversions_en_cours::id_conversion.nullable();
    let rows: Vec<EntreeRow> = audit_prospects::table
        .left_join(conversions_en_cours::table.on(audit_prospects::id_conversion.eq(action)))
        .left_join(prospects::table.on(audit_prospects::id_prospect.eq(prospects::id_prospect)))
        .filter(audit_prospects::id.eq_any(ids))
        .order((audit_prospects::date_evenement.desc(), audit_prospects::id.desc()))
        .select((
            audit_prospects::id,
            audit_prospects::date_evenement,
            audit_prospects::operation,
            audit_prospects::champs,
            audit_prospects::id_conversion,
            (conversions_en_cours::type_action, conversions_en_cours::statut_action).nullable(),
            audit_prospects::id_prospect,
            (prospects::prenom, prospects::nom, prospects::date_anonymisation).nullable(),
            audit_prospects::id_utilisateur,
            audit_prospects::auteur,
        ))
        .load(&mut &*conn)
        .await?;
    let placed = |row: EntreeRow| {
        let place = ActivitePlace { date: row.date_evenement, id: row.id };
        row.entree().map(|entree| (place, entree))
    };
    Ok(rows.into_iter().filter_map(placed).collect())
}

/// Counts the entries that match.
pub async fn count(conn: &AsyncPgConnection, filters: &ActiviteFilters) -> QueryResult<i64> {
    filters.rows().count().get_result(&mut &*conn).await
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
