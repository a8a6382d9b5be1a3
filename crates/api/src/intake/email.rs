//! Records an email that was exchanged elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use common::prospect::Email;
use common::prospect_requests::NewEmailRequest;
use common::{FieldCode, IdProspect, Instant, OperationAudit, SensEmail};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::generous::one_line;
use super::instant;
use crate::contact::Check;
use crate::db::audit::Auteur;
use crate::db::emails::NewEmail;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;
use crate::truncation::{Cuts, limit};

/// Clock skew: a date this far in the future becomes the current time without a note.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// Records an email and updates the prospect's exchanges and contacts. Returns true when it is new; a known
/// Message-ID returns the existing email. Long texts are truncated and future dates become the current time, with a
/// note in the summary.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 422 with the invalid fields.
pub async fn log_email(
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    asked: &NewEmailRequest,
) -> ApiResult<(Email, bool)> {
    let now = state.clock.now();
    let (mut check, mut cuts) = (Check::default(), Cuts::default());
    let mut line = |champ, text: &str| {
        let line = check.required_line(champ, &one_line(text), usize::MAX);
        cuts.text(champ, &line, limit::ADDRESSES)
    };
    let (expediteur, destinataire) =
        (line("expediteur", &asked.expediteur), line("destinataire", &asked.destinataire));
    check.finish()?;
    let date_envoi = read_date(asked.date_envoi.as_ref(), now, &mut cuts)?;
    let objet = asked.objet.as_deref().map(|text| cuts.text("objet", text, limit::SUBJECT));
    let contenu = asked.contenu.as_deref().map(|text| cuts.text("contenu", text, limit::CONTENT));
    let message_id = cuts.filled("messageId", asked.message_id.as_deref(), limit::MESSAGE_ID);
    let resume = cuts.summary(asked.resume.as_deref());
    let email = NewEmail {
        id_prospect: id.as_str(),
        sens: Code(asked.sens),
        objet: objet.as_deref(),
        resume: resume.as_deref(),
        contenu: contenu.as_deref(),
        expediteur: &expediteur,
        destinataire: &destinataire,
        date_envoi,
        message_id: message_id.as_deref(),
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
        if email.sens.0 == SensEmail::Entrant {
            db::prospects::mark_answered(conn, id, email.date_envoi).await?;
        }
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

/// Reads the date of an email; a missing or future one becomes `now`.
fn read_date(typed: Option<&Instant>, now: DateTime<Utc>, cuts: &mut Cuts) -> ApiResult<DateTime<Utc>> {
    let Some(typed) = typed else { return Ok(now) };
    let at = instant::parse(typed)
        .ok_or_else(|| ApiError::field("dateEnvoi", FieldCode::DateInvalide, instant::INVALID))?;
    if at > now + CLOCKS_DIFFER {
        cuts.note(format!("date future ({}) ramenée à celle de l’enregistrement", Instant::from(at)));
    }
    Ok(at.min(now))
}
