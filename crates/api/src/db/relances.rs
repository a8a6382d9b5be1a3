//! Lists the prospects that need a touch, from partial indexes on the next touch, and the days whose touches were
//! announced.

use chrono::{DateTime, NaiveDate, Utc};
use common::{IdUtilisateur, QuandRelance, SortKey};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::prospects::{
    First, Follower, Listed, Literal, Section, Total, count_to_ceiling, list_by_ids, list_rows,
};
use super::schema::{annonces_relances, prospects};

/// The prospects that need a touch: a section of the day's work, for an owner.
#[derive(Debug, Clone)]
pub struct Touches {
    /// The section.
    pub section: Section,
    /// Keeps the prospects of this owner; `None` keeps all.
    pub owner: Option<Follower>,
}

/// A position in the order of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TouchPlace {
    /// After this touch: day, time (`24:00` without one) and prospect.
    Touch(NaiveDate, String, String),
    /// After this last contact and prospect.
    Contact(DateTime<Utc>, String),
}

/// The time of a touch; a touch without one is the last of its day.
const TIME: Literal<Text> = Literal::new("coalesce(relance_heure, '24:00')");

type Rows<'a> = prospects::BoxedQuery<'a, Pg>;

impl Touches {
    /// Selects the rows of the section that match the owner.
    fn rows(&self) -> Rows<'_> {
        let query = self.section.keep(prospects::table.into_boxed());
        match &self.owner {
            None => query,
            Some(owner) => owner.keep(query),
        }
    }

    /// Returns the rows in their order: the earliest touch first, or the latest contact first.
    fn ordered(&self, after: Option<&TouchPlace>) -> Rows<'_> {
        let rows = self.rows();
        let rows = match after {
            None => rows,
            Some(TouchPlace::Touch(day, time, id)) => rows.filter(
                sql::<Bool>("(relance_le, coalesce(relance_heure, '24:00'), id_prospect) > (")
                    .bind::<Date, _>(*day)
                    .sql(", ")
                    .bind::<Text, _>(time.clone())
                    .sql(", ")
                    .bind::<Text, _>(id.clone())
                    .sql(")"),
            ),
            Some(TouchPlace::Contact(at, id)) => rows.filter(
                sql::<Bool>("(date_dernier_contact, id_prospect) < (")
                    .bind::<Timestamptz, _>(*at)
                    .sql(", ")
                    .bind::<Text, _>(id.clone())
                    .sql(")"),
            ),
        };
        if self.section.quand == QuandRelance::SansSuite {
            rows.order((prospects::date_dernier_contact.desc(), prospects::id_prospect.desc()))
        } else {
            rows.order((prospects::relance_le.asc(), TIME.asc(), prospects::id_prospect.asc()))
        }
    }
}

/// Lists at most `limit` prospects of a section, beyond `after`, or after `offset` others.
pub async fn list(
    conn: &AsyncPgConnection,
    touches: &Touches,
    after: Option<&TouchPlace>,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Listed>> {
    let rows = touches.ordered(after);
    if offset == 0 {
        return list_rows(conn, rows, limit).await;
    }
    let query = rows.select(prospects::id_prospect);
    let ids: Vec<String> = First { query, limit, offset, own_plan: true }.load(&mut &*conn).await?;
    list_by_ids(conn, &ids, SortKey::DernierContact).await
}

/// The due touches of an admin on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Due {
    /// The admin.
    #[diesel(sql_type = BigInt)]
    pub id_responsable: RowId<IdUtilisateur>,
    /// Number of touches of the day.
    #[diesel(sql_type = BigInt)]
    pub today: i64,
    /// Number of touches of earlier days.
    #[diesel(sql_type = BigInt)]
    pub late: i64,
}

/// Counts the due touches of each active admin who has some.
pub async fn list_due(conn: &mut AsyncPgConnection, today: NaiveDate) -> QueryResult<Vec<Due>> {
    diesel::sql_query(
        "SELECT p.id_responsable, count(*) FILTER (WHERE p.relance_le = $1) AS today,
             count(*) FILTER (WHERE p.relance_le < $1) AS late
         FROM prospects p JOIN utilisateurs u ON u.id_utilisateur = p.id_responsable
         WHERE p.relance_le <= $1 AND u.actif AND u.role = 'ADMIN' GROUP BY p.id_responsable ORDER BY p.id_responsable",
    )
    .bind::<Date, _>(today)
    .load(conn)
    .await
}

/// Claims the announcement of the touches of a day. Returns false when another instance made it; waits for one that
/// makes it now.
pub async fn claim_day(
    conn: &mut AsyncPgConnection,
    jour: NaiveDate,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let claim = (annonces_relances::jour.eq(jour), annonces_relances::date_annonce.eq(now));
    let claimed = diesel::insert_into(annonces_relances::table).values(claim).on_conflict_do_nothing();
    Ok(claimed.execute(conn).await? == 1)
}

/// Counts the prospects of a section, up to 1 000.
pub async fn count(conn: &AsyncPgConnection, touches: &Touches) -> QueryResult<Total> {
    // By the first key of the list, so that the count reads the index of the list alone.
    let rows = match touches.section.quand {
        QuandRelance::SansSuite => touches.rows().order(prospects::date_dernier_contact.desc()),
        _ => touches.rows().order(prospects::relance_le.asc()),
    };
    count_to_ceiling(conn, rows.select(prospects::id_prospect), false).await
}
