//! Anonymises prospects: erases identifying data in every table and keeps the counters.
//!
//! A candidate is anonymised only on their own request: neither the end of retention nor an opposition to contact
//! ends the legal basis of a training file. Data in n8n and Drive must be erased there.

use common::auth::Utilisateur;
use common::rgpd::{Anonymisation, AnonymiseRequest};
use common::{
    EvenementSecurite, IdProspect, MotifAnonymisation, OperationAudit, ResultatAnonymisation, StatutProspect,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::opposition::register;
use super::retention::echeance;
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::db::rgpd::Erasable;
use crate::error::ApiResult;
use crate::notifications::record_changed;
use crate::state::AppState;

/// Anonymises each of these prospects in its own transaction and returns the result of each.
///
/// # Errors
/// 503 for an opposition when the key of the list is missing.
pub async fn anonymise(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    request: &AnonymiseRequest,
) -> ApiResult<Vec<Anonymisation>> {
    let by = By { person, client };
    let mut conn = state.pool.get().await?;
    let mut done = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        let resultat = loop {
            let attempt = conn
                .transaction(async |conn| anonymise_one(conn, state, &by, id, request.motif).await)
                .await?;
            if let Some(resultat) = attempt {
                break resultat;
            }
        };
        if resultat == ResultatAnonymisation::Anonymisee {
            record_changed(state, id);
            // The actions of the prospect changed as well.
            state.wake.changed();
        }
        done.push(Anonymisation { id_prospect: id.clone(), resultat, detail: detail(resultat).to_owned() });
    }
    Ok(done)
}

/// The person who asks, and their client.
struct By<'a> {
    person: &'a Utilisateur,
    client: &'a Client,
}

/// Anonymises one prospect. Returns `None` when its coordinates changed before it was locked; the caller then repeats
/// it.
async fn anonymise_one(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    by: &By<'_>,
    id: &IdProspect,
    motif: MotifAnonymisation,
) -> ApiResult<Option<ResultatAnonymisation>> {
    let seen = db::rgpd::find(conn, id).await?;
    let (emails, telephones) = seen.as_ref().map(Erasable::coordinates).unwrap_or_default();
    let Some(prospect) = lock(conn, id, &[emails.as_slice(), &telephones].concat()).await? else {
        return Ok(Some(ResultatAnonymisation::Introuvable));
    };
    if let Some(refusal) = refusal(state, &prospect, motif) {
        if refusal == ResultatAnonymisation::DejaAnonymisee {
            // Earlier versions accepted late reports of n8n, which may have left data.
            db::rgpd::erase_reports(conn, id).await?;
        }
        return Ok(Some(refusal));
    }
    if prospect.coordinates() != (emails.clone(), telephones.clone()) {
        return Ok(None);
    }
    if !db::actions::list_running(conn, &[id]).await?.is_empty() {
        return Ok(Some(ResultatAnonymisation::ActionEnCours));
    }
    if motif == MotifAnonymisation::Opposition {
        register(conn, state, &emails, &telephones).await?;
    }
    let now = state.clock.now();
    db::rgpd::erase(conn, id, now).await?;
    let champs = [motif.as_str()];
    db::audit::insert(conn, id, OperationAudit::Anonymisation, &champs, &by.person.into(), now).await?;
    let entry = NewEntree::new(EvenementSecurite::Anonymisation, now).from(by.client);
    let entry = entry.by(by.person.id_utilisateur).detail(format!("{id} {motif}"));
    entry.insert(conn).await?;
    Ok(Some(ResultatAnonymisation::Anonymisee))
}

/// Locks a prospect and what else a worker locks to write about it, in the order of the workers.
async fn lock(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    coordinates: &[String],
) -> ApiResult<Option<Erasable>> {
    // The worker of bulk changes locks the bulk change before the record of the row.
    db::lots::lock_naming(conn, id).await?;
    // As for incoming data: a concurrent addition then waits and sees the opposition list.
    db::prospects::lock_coordinates(conn, coordinates).await?;
    let prospect = db::rgpd::lock(conn, id).await?;
    // An offer of a seat writes the name of the prospect under the lock of the session alone.
    let sessions = db::liste_attente::sessions_of(conn, id).await?;
    db::catalogue::lock_sessions(conn, &sessions).await?;
    Ok(prospect)
}

fn refusal(
    state: &AppState,
    prospect: &Erasable,
    motif: MotifAnonymisation,
) -> Option<ResultatAnonymisation> {
    let ends = echeance(prospect.date_debut_conservation, state.config.rgpd.retention);
    if prospect.date_anonymisation.is_some() {
        Some(ResultatAnonymisation::DejaAnonymisee)
    } else if prospect.statut() == StatutProspect::Candidat && motif != MotifAnonymisation::Demande {
        Some(ResultatAnonymisation::Candidat)
    } else if motif == MotifAnonymisation::Retention && ends > state.clock.now() {
        // The displayed list may be old: the prospect may have written since.
        Some(ResultatAnonymisation::NonEchue)
    } else {
        None
    }
}

fn detail(resultat: ResultatAnonymisation) -> &'static str {
    match resultat {
        ResultatAnonymisation::Anonymisee => "La personne a été anonymisée.",
        ResultatAnonymisation::DejaAnonymisee => "La personne était déjà anonymisée.",
        ResultatAnonymisation::Introuvable => "Ce prospect n’existe pas.",
        ResultatAnonymisation::ActionEnCours => {
            "Une action est en cours pour cette personne : attendez qu’elle se termine."
        }
        ResultatAnonymisation::Candidat => "Le dossier d’un candidat n’est anonymisé qu’à sa demande.",
        ResultatAnonymisation::NonEchue => {
            "La durée de conservation n’est pas écoulée : cette personne a peut-être écrit depuis."
        }
    }
}
