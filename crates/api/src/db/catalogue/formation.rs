//! Queries that change `formations` and `documents_requis`.

use chrono::NaiveDate;
use common::catalogue::{DocumentRequis, Formation};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::FormationRow;
use crate::db::schema::{documents_requis, formations};

/// The columns of a formation that an admin writes.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = formations, treat_none_as_null = true)]
pub struct FormationFields {
    /// Display name.
    pub nom: String,
    /// Level.
    pub niveau: Option<String>,
    /// Duration in hours.
    pub duree_heures: Option<i32>,
    /// Price in euros.
    pub tarif: Option<f64>,
    /// Code of the certification.
    pub certification: Option<String>,
    /// Last day on which the certification is registered.
    pub certification_fin: Option<NaiveDate>,
    /// True when the formation accepts new candidates.
    pub active: bool,
}

impl FormationFields {
    /// Returns the names of the fields that differ.
    pub fn changed_fields(&self, other: &Self) -> Vec<&'static str> {
        // Destructured, so that a forgotten field does not compile.
        let Self { nom, niveau, duree_heures, tarif, certification, certification_fin, active } = self;
        let fields = [
            ("nom", *nom != other.nom),
            ("niveau", *niveau != other.niveau),
            ("dureeHeures", *duree_heures != other.duree_heures),
            ("tarifCentimes", *tarif != other.tarif),
            ("certification", *certification != other.certification),
            ("certificationFin", *certification_fin != other.certification_fin),
            ("active", *active != other.active),
        ];
        fields.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect()
    }
}

/// Finds the formation of this code, active or not, with its version.
pub async fn find(conn: &mut AsyncPgConnection, code: &str) -> QueryResult<Option<(Formation, i32)>> {
    let found: Option<(FormationRow, i32)> = formations::table
        .filter(formations::code.eq(code))
        .select((FormationRow::as_select(), formations::version))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, version)| (row.into(), version)))
}

/// Locks the formation of this code until the end of the transaction; returns its identifier, fields and version.
pub async fn lock(
    conn: &mut AsyncPgConnection,
    code: &str,
) -> QueryResult<Option<(i64, FormationFields, i32)>> {
    formations::table
        .filter(formations::code.eq(code))
        .select((formations::id_formation, FormationFields::as_select(), formations::version))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Inserts a formation.
pub async fn insert(conn: &mut AsyncPgConnection, code: &str, fields: &FormationFields) -> QueryResult<()> {
    diesel::insert_into(formations::table).values((formations::code.eq(code), fields)).execute(conn).await?;
    Ok(())
}

/// Writes the fields of a formation and increments its version.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id_formation: i64,
    fields: &FormationFields,
) -> QueryResult<()> {
    diesel::update(formations::table.find(id_formation))
        .set((fields, formations::version.eq(formations::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the required documents of a formation and increments its version. A kept document keeps its identifier.
pub async fn replace_documents(
    conn: &mut AsyncPgConnection,
    id_formation: i64,
    documents: &[DocumentRequis],
) -> QueryResult<()> {
    let codes: Vec<&str> = documents.iter().map(|document| document.code.as_str()).collect();
    diesel::delete(documents_requis::table)
        .filter(documents_requis::id_formation.eq(id_formation))
        .filter(documents_requis::code.ne_all(codes))
        .execute(conn)
        .await?;
    let rows: Vec<_> = (1..)
        .zip(documents)
        .map(|(ordre, document): (i32, _)| {
            (
                documents_requis::id_formation.eq(id_formation),
                documents_requis::code.eq(&document.code),
                documents_requis::libelle.eq(&document.libelle),
                documents_requis::obligatoire.eq(document.obligatoire),
                documents_requis::ordre.eq(ordre),
            )
        })
        .collect();
    diesel::insert_into(documents_requis::table)
        .values(rows)
        .on_conflict((documents_requis::id_formation, documents_requis::code))
        .do_update()
        .set((
            documents_requis::libelle.eq(excluded(documents_requis::libelle)),
            documents_requis::obligatoire.eq(excluded(documents_requis::obligatoire)),
            documents_requis::ordre.eq(excluded(documents_requis::ordre)),
        ))
        .execute(conn)
        .await?;
    diesel::update(formations::table.find(id_formation))
        .set(formations::version.eq(formations::version + 1))
        .execute(conn)
        .await?;
    Ok(())
}
