//! `utilisateurs`: people of the school who log in.

use common::Role;
use common::auth::Utilisateur;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::utilisateurs;

/// A person, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = utilisateurs)]
pub struct UtilisateurRow {
    id_utilisateur: i64,
    email: String,
    nom: String,
    prenom: String,
    role: Code<Role>,
}

impl From<UtilisateurRow> for Utilisateur {
    fn from(row: UtilisateurRow) -> Self {
        Self {
            id_utilisateur: row.id_utilisateur,
            email: row.email,
            nom: row.nom,
            prenom: row.prenom,
            role: row.role.0,
        }
    }
}

/// A person to add or to bring up to date.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = utilisateurs)]
pub struct NewUtilisateur<'a> {
    /// Login, lower case.
    pub email: &'a str,
    /// Family name.
    pub nom: &'a str,
    /// Given name.
    pub prenom: &'a str,
    /// What this person may do.
    pub role: Code<Role>,
    /// PHC string, argon2id.
    pub mot_de_passe_hash: &'a str,
    /// Whether this person may log in.
    pub actif: bool,
}

/// The active person of this email (lower case), with the password's hash.
pub async fn find_login(
    conn: &mut AsyncPgConnection,
    email: &str,
) -> QueryResult<Option<(Utilisateur, String)>> {
    let found: Option<(UtilisateurRow, String)> = utilisateurs::table
        .filter(utilisateurs::email.eq(email))
        .filter(utilisateurs::actif)
        .select((UtilisateurRow::as_select(), utilisateurs::mot_de_passe_hash))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, hash)| (row.into(), hash)))
}

/// Whether the person is still active with this password's hash; stays so until the end of the transaction.
pub async fn hold_login(conn: &mut AsyncPgConnection, id: i64, hash: &str) -> QueryResult<bool> {
    let held: Option<i64> = utilisateurs::table
        .find(id)
        .filter(utilisateurs::actif)
        .filter(utilisateurs::mot_de_passe_hash.eq(hash))
        .select(utilisateurs::id_utilisateur)
        .for_share()
        .first(conn)
        .await
        .optional()?;
    Ok(held.is_some())
}

/// Adds a person, or sets name, role and password of the one who has this email. Returns the identifier.
pub async fn upsert(conn: &mut AsyncPgConnection, person: &NewUtilisateur<'_>) -> QueryResult<i64> {
    let existing: Option<i64> = utilisateurs::table
        .filter(utilisateurs::email.eq(person.email))
        .select(utilisateurs::id_utilisateur)
        .first(conn)
        .await
        .optional()?;
    match existing {
        Some(id) => {
            diesel::update(utilisateurs::table.find(id)).set(person).execute(conn).await?;
            Ok(id)
        }
        None => {
            diesel::insert_into(utilisateurs::table)
                .values(person)
                .returning(utilisateurs::id_utilisateur)
                .get_result(conn)
                .await
        }
    }
}
