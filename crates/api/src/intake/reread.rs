//! Normalises stored values once with the current rules: overseas numbers get their own country code, domains one
//! form, and names lose invisible characters.

use chrono::{DateTime, Utc};
use common::{IdProspect, IdUtilisateur, OperationAudit, Severite};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::contact::limit;
use crate::contact::{normalise_email, normalise_telephone, text};
use crate::db::audit::Auteur;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::prospects::Record;
use crate::db::{self, Code};

/// Name of the current rules; newer rules that change stored values need another name.
const NAME: &str = "COORDONNEES_2026_11";
/// Number of records per transaction. Each changed record locks its addresses and numbers.
const BATCH: i64 = 200;
/// Maximum number of identifiers of each kind that the journal entry lists.
const LISTED: usize = 1_000;

/// The changes so far: identifiers only, no values.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Bilan {
    fiches_lues: usize,
    fiches_corrigees: Vec<String>,
    /// Records that share an address or number with another one since their correction.
    fiches_partagees: Vec<Shared>,
    /// Records with a value that cannot be normalised; it stays as it is.
    fiches_laissees: Vec<String>,
    comptes_corriges: Vec<IdUtilisateur>,
    /// Accounts whose normalised address belongs to another account.
    comptes_laisses: Vec<IdUtilisateur>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shared {
    fiche: String,
    avec: Vec<String>,
}

/// Normalises every stored record and account, once. Resumes after an interruption; concurrent runs take turns.
/// Returns the number of changed records and accounts.
pub async fn reread(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    db::relectures::begin(conn, NAME).await?;
    let mut changed = 0;
    loop {
        let batch =
            conn.transaction::<_, diesel::result::Error, _>(async |conn| batch(conn, now).await).await?;
        let Some(corrected) = batch else { return Ok(changed) };
        changed += corrected;
    }
}

/// Processes one batch; returns the number of changes, or `None` when nothing is left.
async fn batch(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<Option<usize>> {
    let Some((after, bilan)) = db::relectures::lock(conn, NAME).await? else { return Ok(None) };
    let mut bilan: Bilan = serde_json::from_value(bilan).unwrap_or_default();
    let rows = db::prospects::list_records_after(conn, &after, BATCH).await?;
    let Some((last, _)) = rows.last() else {
        let corrected = reread_accounts(conn, &mut bilan).await?;
        report(conn, &bilan, now).await?;
        db::relectures::finish(conn, NAME, &json!(bilan), now).await?;
        return Ok(Some(corrected));
    };
    let left = rows.iter().filter(|(_, record)| has_no_form(record)).map(|(id, _)| id.0.to_string());
    bilan.fiches_laissees.extend(left);
    bilan.fiches_lues += rows.len();
    let mut wrong: Vec<_> = rows.iter().map(|(id, old)| (&id.0, old, corrected(old))).collect();
    wrong.retain(|(_, old, new)| *old != new);
    // Lock coordinates before the records, as when a prospect is added or changed.
    let coordinates = wrong.iter().flat_map(|(_, _, new)| new.emails.iter().chain(&new.telephones));
    let coordinates: Vec<String> = coordinates.flatten().cloned().collect();
    db::prospects::lock_coordinates(conn, &coordinates).await?;
    let before = bilan.fiches_corrigees.len();
    for (id, _, _) in &wrong {
        correct(conn, id, &mut bilan, now).await?;
    }
    db::relectures::advance(conn, NAME, last.0.as_str(), &json!(bilan)).await?;
    Ok(Some(bilan.fiches_corrigees.len() - before))
}

/// Corrects the current state of a record, which may have changed since it was read.
async fn correct(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    bilan: &mut Bilan,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let Some((old, _)) = db::prospects::lock_record(conn, id).await? else { return Ok(()) };
    let new = corrected(&old);
    if new == old {
        return Ok(());
    }
    db::prospects::update(conn, id, &new).await?;
    let auteur = Auteur { id_utilisateur: None, nom: "système".to_owned() };
    let champs = old.changed_fields(&new);
    db::audit::insert(conn, id, OperationAudit::Modification, &champs, &auteur, now).await?;
    let joins = |before: &[Option<String>], after: &[Option<String>]| -> Vec<Option<String>> {
        after.iter().filter(|value| !before.contains(value)).cloned().collect()
    };
    let (emails, telephones) = (joins(&old.emails, &new.emails), joins(&old.telephones, &new.telephones));
    let avec = db::prospects::list_others_with(conn, id, &emails, &telephones).await?;
    if !avec.is_empty() {
        bilan.fiches_partagees.push(Shared { fiche: id.to_string(), avec });
    }
    bilan.fiches_corrigees.push(id.to_string());
    Ok(())
}

/// Returns the normalised record. A value that cannot be normalised stays, so that a record never becomes invalid.
fn corrected(old: &Record) -> Record {
    let optional = |typed: &Option<String>| typed.as_deref().map(text::line).filter(|text| !text.is_empty());
    Record {
        nom: Some(text::line(&old.nom))
            .filter(|nom| (1..=limit::NAME).contains(&nom.chars().count()))
            .unwrap_or_else(|| old.nom.clone()),
        prenom: Some(text::line(&old.prenom))
            .filter(|prenom| prenom.chars().count() <= limit::NAME)
            .unwrap_or_else(|| old.prenom.clone()),
        adresse: optional(&old.adresse),
        code_postal: optional(&old.code_postal),
        ville: optional(&old.ville),
        emails: each_once(&old.emails, normalise_email),
        telephones: each_once(&old.telephones, normalise_telephone),
        ..old.clone()
    }
}

fn each_once(values: &[Option<String>], normalise: fn(&str) -> Option<String>) -> Vec<Option<String>> {
    let mut kept = Vec::with_capacity(values.len());
    for value in values.iter().flatten() {
        let form = Some(normalise(value).unwrap_or_else(|| value.clone()));
        if !kept.contains(&form) {
            kept.push(form);
        }
    }
    kept
}

/// Returns true when a record has an invisible name, an invalid address or an invalid number.
fn has_no_form(record: &Record) -> bool {
    text::line(&record.nom).is_empty()
        || record.emails.iter().flatten().any(|email| normalise_email(email).is_none())
        || record.telephones.iter().flatten().any(|number| normalise_telephone(number).is_none())
}

/// Normalises the addresses of all accounts at once, since there are few. An address that another account has in that
/// form stays as it is.
async fn reread_accounts(conn: &mut AsyncPgConnection, bilan: &mut Bilan) -> QueryResult<usize> {
    let accounts = db::utilisateurs::list_emails(conn).await?;
    for (id, email) in &accounts {
        let Some(form) = normalise_email(email).filter(|form| form != email) else { continue };
        if accounts
            .iter()
            .any(|(other, theirs)| other != id && normalise_email(theirs).as_ref() == Some(&form))
        {
            bilan.comptes_laisses.push(*id);
        } else {
            db::utilisateurs::update_email(conn, *id, &form).await?;
            bilan.comptes_corriges.push(*id);
        }
    }
    Ok(bilan.comptes_corriges.len())
}

/// Reports the changes to admins, if any.
async fn report(conn: &mut AsyncPgConnection, bilan: &Bilan, now: DateTime<Utc>) -> QueryResult<()> {
    let numbers = [
        ("fichesCorrigees", bilan.fiches_corrigees.len()),
        ("fichesPartagees", bilan.fiches_partagees.len()),
        ("fichesLaissees", bilan.fiches_laissees.len()),
        ("comptesCorriges", bilan.comptes_corriges.len()),
        ("comptesLaisses", bilan.comptes_laisses.len()),
    ];
    if numbers.iter().all(|(_, number)| *number == 0) {
        return Ok(());
    }
    let message = format!(
        "Adresses, numéros et noms relus selon les règles actuelles. Fiches lues : {}, corrigées : {}, qui partagent \
         depuis une adresse ou un numéro : {}, à vérifier : {}. Comptes corrigés : {}, à vérifier : {}.",
        bilan.fiches_lues, numbers[0].1, numbers[1].1, numbers[2].1, numbers[3].1, numbers[4].1
    );
    let mut donnees = json!(bilan);
    for list in donnees.as_object_mut().into_iter().flat_map(|lists| lists.values_mut()) {
        if let Value::Array(list) = list {
            list.truncate(LISTED);
        }
    }
    donnees["nombres"] = numbers.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect();
    let entry = NewJournalErreur {
        date_erreur: now,
        nom_workflow: "Relecture des coordonnées",
        nom_noeud: None,
        message_erreur: &message,
        donnees_entree: Some(donnees),
        severite: Code(Severite::Info),
        id_conversion: None,
    };
    db::journal_erreurs::insert(conn, &entry).await?;
    Ok(())
}
