//! Accepts and refuses candidates, and records withdrawals. A candidate who is refused or withdraws frees the seat in
//! the same transaction; one who is accepted afterwards takes a seat again.

use chrono::{DateTime, Utc};
use common::candidat::{DecideCandidatRequest, WithdrawCandidatRequest};
use common::{DecisionDossier, FieldCode, IdCandidat, IdProspect, OperationAudit, StatutDossier};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::actions::{free_seat, retake_seat};
use crate::clock::school_day;
use crate::contact::Check;
use crate::db;
use crate::db::audit::Auteur;
use crate::db::candidats::{CandidatRow, Decision};
use crate::db::{Code, RowId};
use crate::error::{ApiError, ApiResult};
use crate::notifications::{catalogue_changed, record_changed};
use crate::rgpd;
use crate::state::AppState;

const CHAMP: &str = "motif";
/// Maximum length of a reason, in characters.
const MOTIF: usize = 300;

/// Accepts or refuses a candidate. Idempotent: returns false when nothing changes.
///
/// # Errors
/// 404 for an unknown candidate, 409 for an anonymised one, or when an accepted candidate finds no free seat any more,
/// 422 for a refusal without a reason.
pub async fn decide(
    state: &AppState,
    auteur: &Auteur,
    id_candidat: IdCandidat,
    asked: &DecideCandidatRequest,
) -> ApiResult<bool> {
    let mut check = Check::default();
    let motif = check.optional_line(CHAMP, asked.motif.as_deref(), MOTIF);
    if asked.statut_dossier == DecisionDossier::Refuse && motif.is_none() && check.is_clean() {
        check.refuse(CHAMP, FieldCode::ChampRequis, "Indiquez pourquoi ce candidat est refusé.");
    }
    check.finish()?;
    settle(state, auteur, id_candidat, asked.statut_dossier.into(), motif).await
}

/// Records that a candidate withdrew. Idempotent: returns false when nothing changes.
///
/// # Errors
/// 404 for an unknown candidate, 409 for an anonymised one, 422 without a reason.
pub async fn withdraw(
    state: &AppState,
    auteur: &Auteur,
    id_candidat: IdCandidat,
    asked: &WithdrawCandidatRequest,
) -> ApiResult<bool> {
    let mut check = Check::default();
    let motif = check.required_line(CHAMP, &asked.motif, MOTIF);
    check.finish()?;
    settle(state, auteur, id_candidat, StatutDossier::Desiste, Some(motif)).await
}

async fn settle(
    state: &AppState,
    auteur: &Auteur,
    id_candidat: IdCandidat,
    statut: StatutDossier,
    motif: Option<String>,
) -> ApiResult<bool> {
    let mut conn = state.pool.get().await?;
    let Some(prospect) = db::candidats::find_prospect(&mut conn, id_candidat).await? else {
        return Err(ApiError::not_found("Ce candidat"));
    };
    let now = state.clock.now();
    let decision = Decision {
        statut_dossier: Code(statut),
        motif_decision: motif,
        date_decision: now,
        decide_par: auteur.nom.clone(),
    };
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        let candidat = lock(conn, &prospect).await?;
        if candidat.statut_dossier.0 == statut && candidat.motif_decision == decision.motif_decision {
            return Ok(false);
        }
        settle_seat(conn, &candidat, statut, now).await?;
        db::candidats::decide(conn, id_candidat, &decision).await?;
        let champs = ["statutDossier", "motifDecision"];
        db::audit::insert(conn, &prospect, OperationAudit::Modification, &champs, auteur, now).await?;
        Ok(true)
    });
    let is_changed = changed.await?;
    if is_changed {
        record_changed(state, &prospect);
        catalogue_changed(state);
    }
    Ok(is_changed)
}

/// Locks the prospect, as actions do, and finds the candidate that it became.
pub(super) async fn lock(conn: &mut AsyncPgConnection, prospect: &IdProspect) -> ApiResult<CandidatRow> {
    if db::prospects::lock(conn, prospect).await?.is_none() {
        return Err(rgpd::gone(conn, prospect).await);
    }
    let candidat = db::candidats::find_by_prospect(conn, prospect).await?;
    candidat.ok_or_else(|| ApiError::not_found("Ce candidat"))
}

/// Frees or takes the seat of a candidate whose file gets this state.
async fn settle_seat(
    conn: &mut AsyncPgConnection,
    candidat: &CandidatRow,
    statut: StatutDossier,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let Some(RowId(session)) = candidat.id_session else { return Ok(()) };
    match (candidat.statut_dossier.0.is_active(), statut.is_active()) {
        (true, false) => Ok(free_seat(conn, session, now).await?),
        (false, true) => retake_seat(conn, session, school_day(now)).await,
        (true, true) | (false, false) => Ok(()),
    }
}
