//! Queries on `utilisateurs`: the accounts of the school's people.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::compte::Compte;
use common::{IdUtilisateur, Role};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{invitations, seconds_facteurs, utilisateurs};
use super::{Code, RowId};

/// An account, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = utilisateurs)]
pub struct UtilisateurRow {
    id_utilisateur: RowId<IdUtilisateur>,
    email: String,
    nom: String,
    prenom: String,
    role: Code<Role>,
}

impl From<UtilisateurRow> for Utilisateur {
    fn from(row: UtilisateurRow) -> Self {
        Self {
            id_utilisateur: row.id_utilisateur.0,
            email: row.email,
            nom: row.nom,
            prenom: row.prenom,
            role: row.role.0,
        }
    }
}

/// An account to insert with a password, or to reset.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = utilisateurs)]
pub struct NewUtilisateur<'a> {
    /// Email address used to log in, lower case.
    pub email: &'a str,
    /// Family name.
    pub nom: &'a str,
    /// Given name.
    pub prenom: &'a str,
    /// Role of the account.
    pub role: Code<Role>,
    /// Argon2id hash of the password, as a PHC string.
    pub mot_de_passe_hash: &'a str,
    /// True when the account may log in.
    pub actif: bool,
}

/// An account to invite.
#[derive(Debug, Insertable)]
#[diesel(table_name = utilisateurs)]
pub struct Invited<'a> {
    /// Email address used to log in, lower case.
    pub email: &'a str,
    /// Family name.
    pub nom: &'a str,
    /// Given name.
    pub prenom: &'a str,
    /// Role of the account.
    pub role: Code<Role>,
}

/// The columns of an account: the person, active, creation date, has a password, end of its invitation, start of its
/// second factor, number of open prospects that it follows.
type CompteRow =
    (UtilisateurRow, bool, DateTime<Utc>, bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>, i64);

/// The number of open prospects that an account follows.
const FOLLOWED: &str = "(SELECT count(*) FROM prospects WHERE id_responsable = utilisateurs.id_utilisateur \
                        AND statut_prospect NOT IN ('CANDIDAT', 'PERDU'))";

fn compte(row: CompteRow) -> Compte {
    let (person, actif, creation, has_password, invited_until, second_factor, followed) = row;
    Compte {
        id_utilisateur: person.id_utilisateur.0,
        email: person.email,
        nom: person.nom,
        prenom: person.prenom,
        role: person.role.0,
        actif,
        mot_de_passe_defini: has_password,
        second_facteur: second_factor.is_some(),
        date_creation: creation.into(),
        date_expiration_invitation: invited_until.map(Into::into),
        prospects_suivis: followed,
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
            sql::<BigInt>(FOLLOWED),
        ))
    };
}

/// Lists a page of accounts: active ones first, then by name.
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

/// Counts the accounts.
pub async fn count(conn: &AsyncPgConnection) -> QueryResult<i64> {
    utilisateurs::table.count().get_result(&mut &*conn).await
}

/// Lists every account with its email address, locked until the end of the transaction.
pub async fn list_emails(conn: &mut AsyncPgConnection) -> QueryResult<Vec<(IdUtilisateur, String)>> {
    let rows: Vec<(RowId<IdUtilisateur>, String)> = utilisateurs::table
        .order(utilisateurs::id_utilisateur)
        .select((utilisateurs::id_utilisateur, utilisateurs::email))
        .for_no_key_update()
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(RowId(id), email)| (id, email)).collect())
}

/// Changes the email address of an account. A taken address violates `utilisateurs_email_unique`.
pub async fn update_email(conn: &mut AsyncPgConnection, id: IdUtilisateur, email: &str) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(RowId(id)))
        .set(utilisateurs::email.eq(email))
        .execute(conn)
        .await?;
    Ok(())
}

/// Finds one account.
pub async fn find(conn: &mut AsyncPgConnection, id: IdUtilisateur) -> QueryResult<Option<Compte>> {
    let row: Option<CompteRow> =
        comptes!().filter(utilisateurs::id_utilisateur.eq(RowId(id))).first(conn).await.optional()?;
    Ok(row.map(compte))
}

/// Returns the full names of these accounts.
pub async fn list_names(
    conn: &AsyncPgConnection,
    ids: &[IdUtilisateur],
) -> QueryResult<HashMap<IdUtilisateur, String>> {
    let rows: Vec<UtilisateurRow> = utilisateurs::table
        .filter(utilisateurs::id_utilisateur.eq_any(ids.iter().copied().map(RowId)))
        .select(UtilisateurRow::as_select())
        .load(&mut &*conn)
        .await?;
    let named = rows.into_iter().map(Utilisateur::from);
    Ok(named.map(|person| (person.id_utilisateur, person.nom_complet())).collect())
}

/// Returns true when this is an active account with the role ADMIN.
pub async fn is_active_admin(conn: &mut AsyncPgConnection, id: IdUtilisateur) -> QueryResult<bool> {
    let found = utilisateurs::table
        .find(RowId(id))
        .filter(utilisateurs::role.eq(Code(Role::Admin)))
        .filter(utilisateurs::actif);
    diesel::select(diesel::dsl::exists(found)).get_result(conn).await
}

/// Finds an account that is active and has the role ADMIN.
pub async fn find_active_admin(
    conn: &mut AsyncPgConnection,
    id: IdUtilisateur,
) -> QueryResult<Option<Utilisateur>> {
    let found: Option<UtilisateurRow> = utilisateurs::table
        .find(RowId(id))
        .filter(utilisateurs::role.eq(Code(Role::Admin)))
        .filter(utilisateurs::actif)
        .select(UtilisateurRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(Utilisateur::from))
}

/// Lists the active accounts with the role ADMIN.
pub async fn list_active_admins(conn: &AsyncPgConnection) -> QueryResult<Vec<IdUtilisateur>> {
    utilisateurs::table
        .filter(utilisateurs::role.eq(Code(Role::Admin)))
        .filter(utilisateurs::actif)
        .order(utilisateurs::id_utilisateur)
        .select(utilisateurs::id_utilisateur)
        .load(&mut &*conn)
        .await
        .map(RowId::ids)
}

/// Inserts an account without a password and returns its identifier.
pub async fn insert(conn: &mut AsyncPgConnection, person: &Invited<'_>) -> QueryResult<IdUtilisateur> {
    diesel::insert_into(utilisateurs::table)
        .values(person)
        .returning(utilisateurs::id_utilisateur)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Lists the accounts that can log in as ADMIN, and locks them until the end of the transaction.
pub async fn hold_admins(conn: &mut AsyncPgConnection) -> QueryResult<Vec<IdUtilisateur>> {
    utilisateurs::table
        .filter(utilisateurs::role.eq(Code(Role::Admin)))
        .filter(utilisateurs::actif)
        .filter(utilisateurs::mot_de_passe_hash.is_not_null())
        .order(utilisateurs::id_utilisateur)
        .select(utilisateurs::id_utilisateur)
        .for_no_key_update()
        .load(conn)
        .await
        .map(RowId::ids)
}

/// Sets the role of an account and its right to log in.
pub async fn update_rights(
    conn: &mut AsyncPgConnection,
    id: IdUtilisateur,
    role: Role,
    actif: bool,
) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(RowId(id)))
        .set((utilisateurs::role.eq(Code(role)), utilisateurs::actif.eq(actif)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the password hash of an account.
pub async fn update_password(conn: &mut AsyncPgConnection, id: IdUtilisateur, hash: &str) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(RowId(id)))
        .set(utilisateurs::mot_de_passe_hash.eq(hash))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the password of an active account that still has the former one. Returns false otherwise.
pub async fn replace_password(
    conn: &mut AsyncPgConnection,
    id: IdUtilisateur,
    former: &str,
    hash: &str,
) -> QueryResult<bool> {
    let still = utilisateurs::table.find(RowId(id)).filter(utilisateurs::actif);
    let replaced = diesel::update(still.filter(utilisateurs::mot_de_passe_hash.eq(former)))
        .set(utilisateurs::mot_de_passe_hash.eq(hash))
        .execute(conn)
        .await?;
    Ok(replaced > 0)
}

/// Finds the active account of this email (lower case) and its password hash; `None` before a password is chosen.
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

/// Returns true when the account is still active with this password hash, and locks it until the end of the
/// transaction.
pub async fn hold_login(conn: &mut AsyncPgConnection, id: IdUtilisateur, hash: &str) -> QueryResult<bool> {
    let held: Option<RowId<IdUtilisateur>> = utilisateurs::table
        .find(RowId(id))
        .filter(utilisateurs::actif)
        .filter(utilisateurs::mot_de_passe_hash.eq(hash))
        .select(utilisateurs::id_utilisateur)
        .for_share()
        .first(conn)
        .await
        .optional()?;
    Ok(held.is_some())
}

/// Finds the account of this email (lower case), active or not, and locks it until the end of the transaction.
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

/// Inserts an account with a password and returns its identifier.
pub async fn insert_with_password(
    conn: &mut AsyncPgConnection,
    person: &NewUtilisateur<'_>,
) -> QueryResult<IdUtilisateur> {
    diesel::insert_into(utilisateurs::table)
        .values(person)
        .returning(utilisateurs::id_utilisateur)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Resets the name, role and password of an account.
pub async fn reset(
    conn: &mut AsyncPgConnection,
    id: IdUtilisateur,
    person: &NewUtilisateur<'_>,
) -> QueryResult<()> {
    diesel::update(utilisateurs::table.find(RowId(id))).set(person).execute(conn).await?;
    Ok(())
}
