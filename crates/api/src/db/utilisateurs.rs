//! `utilisateurs`: people of the school who log in.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use common::Role;
use common::auth::Utilisateur;
use common::compte::Compte;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::{invitations, seconds_facteurs, utilisateurs};

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

/// A person to add with a password, or whose account is reset.
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

/// A person who is invited.
#[derive(Debug, Insertable)]
#[diesel(table_name = utilisateurs)]
pub struct Invited<'a> {
    /// Login, lower case.
    pub email: &'a str,
    /// Family name.
    pub nom: &'a str,
    /// Given name.
    pub prenom: &'a str,
    /// What this person may do.
    pub role: Code<Role>,
}

/// An account, as stored: the person, whether it is active, when it was made, whether it has a password, until when it is
/// invited, since when it has a second factor.
type CompteRow = (UtilisateurRow, bool, DateTime<Utc>, bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn compte((person, actif, creation, has_password, invited_until, second_factor): CompteRow) -> Compte {
    Compte {
        id_utilisateur: person.id_utilisateur,
        email: person.email,
        nom: person.nom,
        prenom: person.prenom,
        role: person.role.0,
        actif,
        mot_de_passe_defini: has_password,
        second_facteur: second_factor.is_some(),
        date_creation: creation.into(),
        date_expiration_invitation: invited_until.map(Into::into),
    }
}

macro_rules! comptes {
    () => {
        utilisateurs::table.left_join(invitations::table).left_join(seconds_facteurs::table).select((
            UtilisateurRow::as_select(),
            utilisateurs::actif,
            utilisateurs::date_creation,
            utilisateurs::mot_de_passe_hash.is_not_null(),
            invitations::date_expiration.nullable(),
            seconds_facteurs::date_activation.nullable(),
        ))
    };
}

/// A page of accounts: those that are active first, then by name.
pub async fn list(conn: &AsyncPgConnection, offset: i64, limit: i64) -> QueryResult<Vec<Compte>> {
    let rows: Vec<CompteRow> = comptes!()
        .order((
            utilisateurs::actif.desc(),
            utilisateurs::nom,
            utilisateurs::prenom,
            utilisateurs::id_utilisateur,
        ))
        .offset(offset)
        .limit(limit)
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(compte).collect())
}

/// How many accounts there are.
pub async fn count(conn: &AsyncPgConnection) -> QueryResult<i64> {
    utilisateurs::table.count().get_result(&mut &*conn).await
}

/// Every account with its address, locked until the end of the transaction.
pub async fn list_emails(conn: &mut AsyncPgConnection) -> QueryResult<Vec<(i64, String)>> {
    utilisateurs::table
        .order(utilisateurs::id_utilisateur)
        .select((utilisateurs::id_utilisateur, utilisateurs::email))
        .for_no_key_update()
        .load(conn)
        .await
}

/// Gives an account another address. A taken one violates `utilisateurs_email_unique`.
pub async fn update_email(conn: &mut AsyncPgConnection, id: i64, email: &str) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(id)).set(utilisateurs::email.eq(email)).execute(conn).await?;
    Ok(())
}

/// One account.
pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Compte>> {
    let row: Option<CompteRow> =
        comptes!().filter(utilisateurs::id_utilisateur.eq(id)).first(conn).await.optional()?;
    Ok(row.map(compte))
}

/// Given name and family name of these people.
pub async fn list_names(conn: &AsyncPgConnection, ids: &[i64]) -> QueryResult<HashMap<i64, String>> {
    let rows: Vec<UtilisateurRow> = utilisateurs::table
        .filter(utilisateurs::id_utilisateur.eq_any(ids))
        .select(UtilisateurRow::as_select())
        .load(&mut &*conn)
        .await?;
    let named = rows.into_iter().map(Utilisateur::from);
    Ok(named.map(|person| (person.id_utilisateur, person.nom_complet())).collect())
}

/// Adds a person without password; returns the identifier.
pub async fn insert(conn: &mut AsyncPgConnection, person: &Invited<'_>) -> QueryResult<i64> {
    diesel::insert_into(utilisateurs::table)
        .values(person)
        .returning(utilisateurs::id_utilisateur)
        .get_result(conn)
        .await
}

/// Those who can log in as ADMIN; they stay so until the end of the transaction.
pub async fn hold_admins(conn: &mut AsyncPgConnection) -> QueryResult<Vec<i64>> {
    utilisateurs::table
        .filter(utilisateurs::role.eq(Code(Role::Admin)))
        .filter(utilisateurs::actif)
        .filter(utilisateurs::mot_de_passe_hash.is_not_null())
        .order(utilisateurs::id_utilisateur)
        .select(utilisateurs::id_utilisateur)
        .for_no_key_update()
        .load(conn)
        .await
}

/// Sets what a person may do.
pub async fn update_rights(
    conn: &mut AsyncPgConnection,
    id: i64,
    role: Role,
    actif: bool,
) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(id))
        .set((utilisateurs::role.eq(Code(role)), utilisateurs::actif.eq(actif)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets a person's password by its hash.
pub async fn update_password(conn: &mut AsyncPgConnection, id: i64, hash: &str) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(id))
        .set(utilisateurs::mot_de_passe_hash.eq(hash))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the password of a person who is active and still has the former one; returns whether that is so.
pub async fn replace_password(
    conn: &mut AsyncPgConnection,
    id: i64,
    former: &str,
    hash: &str,
) -> QueryResult<bool> {
    let still = utilisateurs::table.find(id).filter(utilisateurs::actif);
    let replaced = diesel::update(still.filter(utilisateurs::mot_de_passe_hash.eq(former)))
        .set(utilisateurs::mot_de_passe_hash.eq(hash))
        .execute(conn)
        .await?;
    Ok(replaced > 0)
}

/// The active person of this email (lower case), with the password's hash; none before a password was chosen.
pub async fn find_login(
    conn: &mut AsyncPgConnection,
    email: &str,
) -> QueryResult<Option<(Utilisateur, String)>> {
    let found: Option<(UtilisateurRow, String)> = utilisateurs::table
        .filter(utilisateurs::email.eq(email))
        .filter(utilisateurs::actif)
        .filter(utilisateurs::mot_de_passe_hash.is_not_null())
        .select((UtilisateurRow::as_select(), utilisateurs::mot_de_passe_hash.assume_not_null()))
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

/// The person of this email (lower case), whoever it is; held until the end of the transaction.
pub async fn hold_by_email(conn: &mut AsyncPgConnection, email: &str) -> QueryResult<Option<Utilisateur>> {
    let found: Option<UtilisateurRow> = utilisateurs::table
        .filter(utilisateurs::email.eq(email))
        .select(UtilisateurRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(Utilisateur::from))
}

/// Adds a person who has a password; returns the identifier.
pub async fn insert_with_password(
    conn: &mut AsyncPgConnection,
    person: &NewUtilisateur<'_>,
) -> QueryResult<i64> {
    diesel::insert_into(utilisateurs::table)
        .values(person)
        .returning(utilisateurs::id_utilisateur)
        .get_result(conn)
        .await
}

/// Sets name, role and password of a person.
pub async fn reset(conn: &mut AsyncPgConnection, id: i64, person: &NewUtilisateur<'_>) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(id)).set(person).execute(conn).await?;
    Ok(())
}
