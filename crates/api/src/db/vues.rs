//! Queries on `vues`: saved views of the list of prospects.

use common::vue::PorteeVue;
use common::{IdProspect, IdUtilisateur, IdVue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::vues;

/// A view, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = vues)]
pub struct VueRow {
    /// Identifier.
    pub id_vue: RowId<IdVue>,
    /// The account that has the view; `None` for a view of the team.
    pub id_utilisateur: Option<RowId<IdUtilisateur>>,
    /// Name.
    pub nom: String,
    /// Query string of the list.
    pub requete: String,
    /// Place among the views of the account or of the team, from 1.
    pub ordre: i32,
    /// Version of the name and of the query.
    pub version: i32,
}

impl VueRow {
    /// Returns the people who see the view.
    pub fn portee(&self) -> PorteeVue {
        if self.id_utilisateur.is_some() { PorteeVue::Personnelle } else { PorteeVue::Equipe }
    }

    /// Returns the account that has the view; `None` for a view of the team.
    pub fn owner(&self) -> Option<IdUtilisateur> {
        self.id_utilisateur.map(|RowId(id)| id)
    }
}

/// Lists the views of an account and those of the team, each in their order.
pub async fn list(conn: &mut AsyncPgConnection, id: IdUtilisateur) -> QueryResult<Vec<VueRow>> {
    vues::table
        .filter(vues::id_utilisateur.is_null().or(vues::id_utilisateur.eq(RowId(id))))
        .order((vues::id_utilisateur, vues::ordre, vues::id_vue))
        .select(VueRow::as_select())
        .load(conn)
        .await
}

/// Finds a view of an account or of the team.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_vue: IdVue,
    id: IdUtilisateur,
) -> QueryResult<Option<VueRow>> {
    vues::table
        .find(RowId(id_vue))
        .filter(vues::id_utilisateur.is_null().or(vues::id_utilisateur.eq(RowId(id))))
        .select(VueRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Locks the table until the end of the transaction against other changes, but not against reads: places and numbers of
/// views are counted before they are written.
pub async fn lock(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("LOCK TABLE vues IN SHARE ROW EXCLUSIVE MODE").execute(conn).await?;
    Ok(())
}

/// Lists the identifiers of the views of an account, or of the team, in their order.
pub async fn list_ids(conn: &mut AsyncPgConnection, owner: Option<IdUtilisateur>) -> QueryResult<Vec<IdVue>> {
    vues::table
        .filter(vues::id_utilisateur.is_not_distinct_from(owner.map(RowId)))
        .order((vues::ordre, vues::id_vue))
        .select(vues::id_vue)
        .load(conn)
        .await
        .map(RowId::ids)
}

/// Inserts a view and returns its identifier.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    owner: Option<IdUtilisateur>,
    nom: &str,
    requete: &str,
    ordre: i32,
) -> QueryResult<IdVue> {
    diesel::insert_into(vues::table)
        .values((
            vues::id_utilisateur.eq(owner.map(RowId)),
            vues::nom.eq(nom),
            vues::requete.eq(requete),
            vues::ordre.eq(ordre),
        ))
        .returning(vues::id_vue)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Writes the name and the query of a view, and increments its version.
pub async fn update(conn: &mut AsyncPgConnection, id: IdVue, nom: &str, requete: &str) -> QueryResult<()> {
    diesel::update(vues::table.find(RowId(id)))
        .set((vues::nom.eq(nom), vues::requete.eq(requete), vues::version.eq(vues::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Numbers these views in this order, from 1.
pub async fn set_order(conn: &mut AsyncPgConnection, ids: &[IdVue]) -> QueryResult<()> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::sql_query(
        "UPDATE vues SET ordre = place FROM unnest($1) WITH ORDINALITY AS rang (id, place)
         WHERE id_vue = id AND ordre <> place",
    )
    .bind::<diesel::sql_types::Array<BigInt>, _>(ids)
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes a view.
pub async fn delete(conn: &mut AsyncPgConnection, id: IdVue) -> QueryResult<()> {
    diesel::delete(vues::table.find(RowId(id))).execute(conn).await?;
    Ok(())
}

/// Removes the search, and the name, of the views that name a prospect.
pub async fn erase_names(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE vues SET version = version + 1,
             requete = btrim(regexp_replace(requete, '(^|&)recherche=[^&]*', '', 'g'), '&'),
             nom = CASE WHEN nomme_personne($1, nom) THEN 'Vue anonymisée ' || id_vue ELSE nom END
         WHERE id_vue IN (SELECT vues_de_personne($1))",
    )
    .bind::<Text, _>(id.as_str())
    .execute(conn)
    .await?;
    Ok(())
}
