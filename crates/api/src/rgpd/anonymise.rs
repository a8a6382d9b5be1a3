//! Anonymisation: what names somebody goes, in every table; what is counted stays.
//!
//! A candidate is anonymised on their own demand alone: neither the end of retention nor an opposition to being contacted
//! ends what a training file is kept for. What n8n and Drive hold is theirs to erase.

use common::auth::Utilisateur;
use common::rgpd::{Anonymisation, AnonymisationRequest};
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

/// Anonymises each of these prospects in a transaction of its own, and says what became of it.
///
/// # Errors
/// 503 for an opposition without the key of its list.
pub async fn anonymise(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    request: &AnonymisationRequest,
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
            // Its actions changed as well.
            state.wake.changed();
        }
        done.push(Anonymisation { id_prospect: id.clone(), resultat, detail: detail(resultat).to_owned() });
    }
    Ok(done)
}

/// The person who asks, and where from.
struct By<'a> {
    person: &'a Utilisateur,
    client: &'a Client,
}

/// `None` when the coordinates changed before the record was locked: then it is to be done again, from the start.
async fn anonymise_one(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    by: &By<'_>,
    id: &IdProspect,
    motif: MotifAnonymisation,
) -> ApiResult<Option<ResultatAnonymisation>> {
    let seen = db::rgpd::find(conn, id).await?;
    let (emails, telephones) = seen.as_ref().map(Erasable::coordinates).unwrap_or_default();
    // Before the record, as whoever adds or changes somebody does: a person who comes in meanwhile waits for the list.
    db::prospects::lock_coordinates(conn, &[emails.as_slice(), &telephones].concat()).await?;
    let Some(prospect) = db::rgpd::lock(conn, id).await? else {
        return Ok(Some(ResultatAnonymisation::Introuvable));
    };
    if let Some(refusal) = refusal(state, &prospect, motif) {
        if refusal == ResultatAnonymisation::DejaAnonymisee {
            // Versions that let late reports of n8n through have left some.
            db::rgpd::erase_reports(conn, id).await?;
        }
        return Ok(Some(refusal));
    }
    if prospect.coordinates() != (emails.clone(), telephones.clone()) {
        return Ok(None);
    }
    if !db::conversions::list_running(conn, &[id]).await?.is_empty() {
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
        // The list may be old: somebody on it may have written since.
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
