//! Queries on `fermetures`: days on which the school is closed.

use chrono::NaiveDate;
use common::calendrier::Closure;
use common::echeance::Fermeture;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::fermetures;

/// A closure, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = fermetures)]
struct Row {
    id_fermeture: i64,
    libelle: String,
    date_debut: NaiveDate,
    date_fin: NaiveDate,
}

/// A new closure.
#[derive(Debug, Insertable)]
#[diesel(table_name = fermetures)]
pub struct NewFermeture {
    /// Name.
    pub libelle: String,
    /// First closed day.
    pub date_debut: NaiveDate,
    /// Last closed day.
    pub date_fin: NaiveDate,
}

impl From<Row> for Fermeture {
    fn from(row: Row) -> Self {
        Self {
            id_fermeture: row.id_fermeture,
            libelle: row.libelle,
            date_debut: row.date_debut.into(),
            date_fin: row.date_fin.into(),
        }
    }
}

impl From<Row> for Closure {
    fn from(row: Row) -> Self {
        Self { debut: row.date_debut.into(), fin: row.date_fin.into(), libelle: row.libelle }
    }
}

async fn rows<T: From<Row>>(conn: &mut AsyncPgConnection) -> QueryResult<Vec<T>> {
    let rows: Vec<Row> = fermetures::table
        .order((fermetures::date_debut, fermetures::date_fin))
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(T::from).collect())
}

/// Lists the closures by first day.
pub async fn list(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Fermeture>> {
    rows(conn).await
}

/// Lists the closures for the calendar.
pub async fn closures(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Closure>> {
    rows(conn).await
}

/// Inserts a closure.
pub async fn insert(conn: &mut AsyncPgConnection, new: &NewFermeture) -> QueryResult<Fermeture> {
    let row: Row = diesel::insert_into(fermetures::table)
        .values(new)
        .returning(Row::as_returning())
        .get_result(conn)
        .await?;
    Ok(row.into())
}

/// Deletes a closure. Returns false when there is none with this identifier.
pub async fn delete(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(fermetures::table.find(id)).execute(conn).await? == 1)
}
