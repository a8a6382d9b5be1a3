//! Somebody new, or somebody who writes again: the same person is completed, never added twice.

use common::prospect::NewProspectRequest;
use common::{IdProspect, OperationAudit, Source, StatutProspect};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::check::{Check, MANY, column, limit};
use crate::db::audit::Auteur;
use crate::db::prospects::Record;
use crate::db::{self, Code};
use crate::error::ApiResult;
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;

/// Adds somebody, or completes the record of who has one of these addresses (without an address: one of these numbers).
/// Completing fills what is empty and adds what is new; it replaces nothing but the AI's summary. Returns whether a
/// record was added.
///
/// # Errors
/// 422 with the fields at fault, 409 for who is on the opposition list.
pub async fn add_person(
    state: &AppState,
    auteur: &Auteur,
    asked: &NewProspectRequest,
) -> ApiResult<(IdProspect, bool)> {
    let mut conn = state.pool.get().await?;
    let person = read(&mut conn, asked).await?;
    let (id, added) = conn.transaction(async |conn| add(conn, state, auteur, &person).await).await?;
    record_changed(state, &id);
    Ok((id, added))
}

async fn read(conn: &mut AsyncPgConnection, asked: &NewProspectRequest) -> ApiResult<Record> {
    let mut check = Check::default();
    let emails = check.emails(numbered("email", asked.email.as_deref(), "emails", &asked.emails));
    let telephones =
        check.telephones(numbered("telephone", asked.telephone.as_deref(), "telephones", &asked.telephones));
    let statut = asked.statut_prospect.unwrap_or(StatutProspect::Nouveau);
    if statut == StatutProspect::Candidat {
        let message = "Un prospect devient candidat par une conversion.";
        check.refuse("statutProspect", "STATUT_INTERDIT", message);
    }
    let record = Record {
        nom: check.required_line("nom", &asked.nom, limit::NAME),
        prenom: check.line("prenom", &asked.prenom, limit::NAME),
        adresse: check.optional_line("adresse", asked.adresse.as_deref(), limit::ADDRESS),
        code_postal: check.optional_line("codePostal", asked.code_postal.as_deref(), limit::POSTCODE),
        ville: check.optional_line("ville", asked.ville.as_deref(), limit::NAME),
        formation_souhaitee: check.formation(conn, asked.formation_souhaitee.as_deref()).await?,
        mode_financement: asked.mode_financement.map(Code),
        statut_prospect: Code(statut),
        source: Code(asked.source.unwrap_or(Source::Autre)),
        resume_ia: check.optional_text("resumeIa", asked.resume_ia.as_deref(), limit::SUMMARY),
        emails: column(emails),
        telephones: column(telephones),
    };
    let unreachable = record.emails.is_empty() && record.telephones.is_empty();
    // Something typed but wrong is told at its own field.
    if unreachable && check.is_clean() {
        check.refuse("email", "CONTACT_REQUIS", "Donnez une adresse e-mail ou un numéro de téléphone.");
    }
    check.finish()?;
    Ok(record)
}

/// The single field, then the list, each with its name in the request.
fn numbered<'a>(
    single: &str,
    first: Option<&'a str>,
    list: &str,
    all: &'a [String],
) -> impl Iterator<Item = (String, &'a str)> {
    let first = first.map(|typed| (single.to_owned(), typed)).into_iter();
    let list = list.to_owned();
    first.chain(all.iter().enumerate().map(move |(at, typed)| (format!("{list}[{at}]"), typed.as_str())))
}

async fn add(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    person: &Record,
) -> ApiResult<(IdProspect, bool)> {
    let now = state.clock.now();
    let emails: Vec<String> = person.emails.iter().flatten().cloned().collect();
    let telephones: Vec<String> = person.telephones.iter().flatten().cloned().collect();
    db::prospects::lock_coordinates(conn, &[emails.as_slice(), &telephones].concat()).await?;
    rgpd::refuse_opposed(conn, state, &emails, &telephones).await?;
    let owners = db::prospects::find_by_emails(conn, &emails).await?;
    let known = if emails.is_empty() {
        db::prospects::find_by_telephones(conn, &telephones).await?.into_iter().map(|(id, _)| id).next()
    } else {
        // The main address says who it is; the others may lead to somebody else.
        let main = person.emails.first();
        let by_main = owners.iter().find(|(_, theirs)| main.is_some_and(|main| theirs.contains(main)));
        by_main.or(owners.first()).map(|(id, _)| id.clone())
    };
    // None is locked when the person was anonymised in between: then it is somebody new.
    let locked = match &known {
        Some(Code(id)) => db::prospects::lock_record(conn, id).await?,
        None => None,
    };
    let Some((Code(id), (old, _))) = known.zip(locked) else {
        let id = db::prospects::insert(conn, person, now).await?;
        db::audit::insert(conn, &id, OperationAudit::Ajout, &[], auteur, now).await?;
        return Ok((id, true));
    };
    let mut person = person.clone();
    person
        .emails
        .retain(|email| !owners.iter().any(|(other, theirs)| other.0 != id && theirs.contains(email)));
    let completed = complete(&old, &person);
    if completed != old {
        db::prospects::update(conn, &id, &completed).await?;
        let champs = old.changed_fields(&completed);
        db::audit::insert(conn, &id, OperationAudit::Modification, &champs, auteur, now).await?;
    }
    Ok((id, false))
}

/// The known record with what `said` adds to it.
fn complete(known: &Record, said: &Record) -> Record {
    let join = |known: &[Option<String>], said: &[Option<String>]| {
        let new = said.iter().filter(|one| !known.contains(one));
        // What goes beyond the limit is left out: the record must stay one that can be written back.
        known.iter().chain(new.take(MANY.saturating_sub(known.len()))).cloned().collect()
    };
    let prenom = if known.prenom.is_empty() { &said.prenom } else { &known.prenom };
    Record {
        prenom: prenom.clone(),
        emails: join(&known.emails, &said.emails),
        telephones: join(&known.telephones, &said.telephones),
        adresse: known.adresse.clone().or_else(|| said.adresse.clone()),
        code_postal: known.code_postal.clone().or_else(|| said.code_postal.clone()),
        ville: known.ville.clone().or_else(|| said.ville.clone()),
        formation_souhaitee: known.formation_souhaitee.clone().or_else(|| said.formation_souhaitee.clone()),
        mode_financement: known.mode_financement.or(said.mode_financement),
        resume_ia: said.resume_ia.clone().or_else(|| known.resume_ia.clone()),
        ..known.clone()
    }
}
