//! Makes a candidate a prospect again. The candidate moves to `anciens_candidats`, which keeps the file number reserved
//! and what n8n made; the prospect can be converted again.

use common::{IdCandidat, IdProspect, OperationAudit, StatutProspect, TypeAction};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::decision::lock;
use crate::actions::{already_running, free_seat};
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::notifications::{catalogue_changed, record_changed};
use crate::state::AppState;

/// Makes a candidate a prospect again. Idempotent.
///
/// # Errors
/// 404 for an unknown candidate, 409 for an anonymised one, and while a conversion runs.
pub async fn return_to_prospect(state: &AppState, auteur: &Auteur, id_candidat: IdCandidat) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let Some(prospect) = db::candidats::find_prospect(&mut conn, id_candidat).await? else {
        return former(&mut conn, id_candidat).await;
    };
    conn.transaction(async |conn| leave(conn, state, auteur, &prospect).await).await?;
    record_changed(state, &prospect);
    catalogue_changed(state);
    Ok(())
}

/// Accepts a repeated request: the candidate is a prospect already.
async fn former(conn: &mut AsyncPgConnection, id_candidat: IdCandidat) -> ApiResult<()> {
    if db::anciens_candidats::contains(conn, id_candidat).await? {
        return Ok(());
    }
    Err(ApiError::not_found("Ce candidat"))
}

async fn leave(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    prospect: &IdProspect,
) -> ApiResult<()> {
    let candidat = lock(conn, prospect).await?;
    let now = state.clock.now();
    let last = db::actions::find_last(conn, prospect, TypeAction::ConvertirCandidat).await?;
    if let Some(running) = last.filter(ActionRow::is_running) {
        return Err(already_running(running, now));
    }
    if let Some(session) = candidat.seat() {
        free_seat(conn, session, now).await?;
    }
    db::anciens_candidats::keep(conn, candidat.id_candidat.0, &auteur.nom, now).await?;
    // A failed or partial conversion belongs to the file that is given up.
    db::actions::mark_replaced(conn, prospect, TypeAction::ConvertirCandidat, None).await?;
    let statut = statut_after(candidat.statut_avant.map(|code| code.0));
    db::prospects::set_statut(conn, prospect, statut).await?;
    let champs = ["statutProspect", "candidat"];
    db::audit::insert(conn, prospect, OperationAudit::Modification, &champs, auteur, now).await?;
    Ok(())
}

/// Returns the statut of somebody who is a prospect again: the one before the conversion, but at least `EN_ECHANGE`,
/// because the school has spoken with the person since.
fn statut_after(before: Option<StatutProspect>) -> StatutProspect {
    match before {
        None
        | Some(
            StatutProspect::Nouveau
            | StatutProspect::Contacte
            | StatutProspect::Candidat
            | StatutProspect::Perdu,
        ) => StatutProspect::EnEchange,
        Some(statut) => statut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prospect_comes_back_with_an_open_statut() {
        for statut in StatutProspect::ALL.iter().copied() {
            let after = statut_after(Some(statut));
            assert!(after == statut || after == StatutProspect::EnEchange, "{statut}");
            assert!(!matches!(after, StatutProspect::Candidat | StatutProspect::Perdu), "{statut}");
        }
        assert_eq!(statut_after(Some(StatutProspect::DossierRecu)), StatutProspect::DossierRecu);
        assert_eq!(statut_after(None), StatutProspect::EnEchange);
    }
}
