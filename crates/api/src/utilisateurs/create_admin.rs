//! Implements the command `create-admin`: creates an account, or resets the one of an email address.

use anyhow::bail;
use common::auth::Utilisateur;
use common::{EvenementSecurite, IdUtilisateur, Role};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use secrecy::SecretString;

use super::access::end_access;
use crate::clock::Clock;
use crate::contact;
use crate::db::journal_securite::NewEntree;
use crate::db::utilisateurs::NewUtilisateur;
use crate::db::{self, Code};
use crate::notifications::tell_logins_changed;
use crate::passwords::{self, Blocklist};

/// An account as the command line describes it.
pub struct Account {
    /// Email address used to log in.
    pub email: String,
    /// Given name; `None` keeps the current one.
    pub prenom: Option<String>,
    /// Family name; `None` keeps the current one.
    pub nom: Option<String>,
    /// Role of the account.
    pub role: Role,
    /// New password.
    pub password: SecretString,
}

/// Creates the account, or sets its password, role and name. An existing account loses its sessions, streams,
/// invitation and second factor; with `only_new` it stays unchanged. Returns the identifier of the written account.
///
/// # Errors
/// Fails for a weak password, a new account without a name, or a database error.
pub async fn create_admin(
    conn: &mut AsyncPgConnection,
    (clock, blocklist): (&Clock, &Blocklist),
    account: Account,
    only_new: bool,
) -> anyhow::Result<Option<IdUtilisateur>> {
    let email = contact::email::login(&account.email);
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    anyhow::ensure!(is_address, "--email: not an address");
    let present = db::utilisateurs::hold_by_email(conn, &email).await?;
    if only_new && present.is_some() {
        return Ok(None);
    }
    let hash = choose(&email, &account, present.as_ref(), blocklist).await?;
    let id = conn
        .transaction::<_, anyhow::Error, _>(async |conn| {
            let existing = db::utilisateurs::hold_by_email(conn, &email).await?;
            let (prenom, nom) = names(&account, existing.as_ref())?;
            let (role, actif) = (Code(account.role), true);
            let person = NewUtilisateur {
                email: &email,
                nom: &nom,
                prenom: &prenom,
                role,
                mot_de_passe_hash: &hash,
                actif,
            };
            let id = match &existing {
                Some(found) => {
                    db::utilisateurs::reset(conn, found.id_utilisateur, &person).await?;
                    end_access(conn, found.id_utilisateur).await?;
                    db::seconds_facteurs::delete(conn, found.id_utilisateur).await?;
                    found.id_utilisateur
                }
                None => db::utilisateurs::insert_with_password(conn, &person).await?,
            };
            let entry = NewEntree::new(EvenementSecurite::CreateAdmin, clock.now());
            entry.about(id).detail(account.role.as_str()).insert(conn).await?;
            Ok(id)
        })
        .await?;
    tell_logins_changed(conn, id).await?;
    Ok(Some(id))
}

/// Returns the PHC string of the password, checked against the names of the account.
async fn choose(
    email: &str,
    account: &Account,
    present: Option<&Utilisateur>,
    blocklist: &Blocklist,
) -> anyhow::Result<String> {
    let (prenom, nom) = names(account, present)?;
    let person =
        Utilisateur { id_utilisateur: 0.into(), email: email.to_owned(), nom, prenom, role: account.role };
    if let Some(weakness) = passwords::find_weakness(&account.password, &person, blocklist).await? {
        bail!("--password: {}", weakness.message());
    }
    Ok(passwords::hash(account.password.clone()).await?)
}

/// Returns the given name and the family name: the given ones, or else those of the account.
fn names(account: &Account, existing: Option<&Utilisateur>) -> anyhow::Result<(String, String)> {
    let name = |given: &Option<String>, present: Option<&String>, flag: &str| {
        let given = given.as_deref().map(contact::text::line).filter(|name| !name.is_empty());
        match given.or(present.cloned()) {
            Some(name) if name.chars().any(char::is_control) => bail!("{flag}: a name is one line"),
            Some(name) => Ok(name),
            None => bail!("{flag}: a new account needs the name of its person"),
        }
    };
    Ok((
        name(&account.prenom, existing.map(|person| &person.prenom), "--first-name")?,
        name(&account.nom, existing.map(|person| &person.nom), "--last-name")?,
    ))
}
