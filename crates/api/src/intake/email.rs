//! An email that was exchanged elsewhere is written down.

use chrono::{DateTime, TimeDelta, Utc};
use common::prospect::{Email, NewEmailRequest};
use common::{IdProspect, Instant, OperationAudit};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::check::Check;
use crate::db::audit::Auteur;
use crate::db::emails::NewEmail;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;

/// Clocks differ: an email may come from this far ahead.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// Writes an email down; the prospect's exchanges and contacts follow. Returns whether it was new: the same Message-ID
/// again gives the email that is there.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 422 with the fields at fault.
pub async fn log_email(
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    asked: &NewEmailRequest,
) -> ApiResult<(Email, bool)> {
    let now = state.clock.now();
    let date_envoi = read_date(asked.date_envoi.as_ref(), now)?;
    let mut check = Check::default();
    let expediteur = check.required_line("expediteur", &asked.expediteur, 320);
    let destinataire = check.required_line("destinataire", &asked.destinataire, 320);
    check.finish()?;
    let email = NewEmail {
        id_prospect: id.as_str(),
        sens: Code(asked.sens),
        objet: asked.objet.as_deref(),
        resume: asked.resume.as_deref(),
        contenu: asked.contenu.as_deref(),
        expediteur: &expediteur,
        destinataire: &destinataire,
        date_envoi,
        message_id: asked.message_id.as_deref().map(str::trim).filter(|id| !id.is_empty()),
    };
    let mut conn = state.pool.get().await?;
    let written = conn.transaction(async |conn| write(conn, state, auteur, id, &email).await).await?;
    record_changed(state, id);
    Ok(written)
}

async fn write(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    email: &NewEmail<'_>,
) -> ApiResult<(Email, bool)> {
    if db::prospects::lock(conn, id).await?.is_none() {
        return Err(rgpd::gone(conn, id).await);
    }
    if let Some(id_email) = db::emails::insert(conn, email).await? {
        let now = state.clock.now();
        db::audit::insert(conn, id, OperationAudit::EmailAjoute, &[], auteur, now).await?;
        return Ok((db::emails::find(conn, id_email).await?, true));
    }
    let known = match email.message_id {
        Some(message_id) => db::emails::find_by_message(conn, id, message_id).await?,
        None => None,
    };
    let known = known.ok_or_else(|| ApiError::internal(anyhow::anyhow!("an email neither new nor known")))?;
    Ok((known, false))
}

fn read_date(typed: Option<&Instant>, now: DateTime<Utc>) -> ApiResult<DateTime<Utc>> {
    let Some(typed) = typed else { return Ok(now) };
    let parsed = DateTime::parse_from_rfc3339(typed.as_str()).map(|at| at.with_timezone(&Utc));
    let wrong = || {
        let message = "Écrivez l’instant selon la RFC 3339, comme 2026-02-17T09:30:00Z.";
        ApiError::field("dateEnvoi", "DATE_INVALIDE", message)
    };
    let at = parsed.map_err(|_| wrong())?;
    // PostgreSQL's range is wide, but nobody wrote an email before there was any.
    if at.timestamp() < 0 {
        return Err(wrong());
    }
    if at > now + CLOCKS_DIFFER {
        return Err(ApiError::field("dateEnvoi", "DATE_FUTURE", "Cette date est dans le futur."));
    }
    Ok(at)
}
