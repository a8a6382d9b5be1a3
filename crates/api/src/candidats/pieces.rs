//! Notes the state of the pieces of a candidate's file. The database derives the state of the file from them.

use common::candidat::ChangePieceRequest;
use common::{EtatPiece, FieldCode, IdCandidat, OperationAudit};
use diesel_async::AsyncConnection as _;

use crate::actions::https_link;
use crate::contact::Check;
use crate::db;
use crate::db::Code;
use crate::db::audit::Auteur;
use crate::db::pieces_candidat::Content;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;
use crate::truncation::Cuts;

/// Maximum length of a reason, in characters.
const MOTIF: usize = 500;

/// Notes the state of a piece, if `may_change` accepts the version of the candidate. Idempotent: what is noted already
/// keeps its date and author, and the result is false. A decision about the candidate does not matter, because a late
/// piece is a fact too.
///
/// # Errors
/// 404 for an unknown candidate or piece, 409 for an anonymised candidate, 412 for another version, 422 with the invalid
/// fields.
pub async fn change_piece(
    state: &AppState,
    auteur: &Auteur,
    (id_candidat, code): (IdCandidat, &str),
    may_change: impl Fn(i32) -> bool + Send + Sync,
    asked: &ChangePieceRequest,
) -> ApiResult<bool> {
    let content = checked(asked)?;
    let mut conn = state.pool.get().await?;
    let Some(prospect) = db::candidats::find_prospect(&mut conn, id_candidat).await? else {
        return Err(ApiError::not_found("Ce candidat"));
    };
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        // Locks the prospect first, as every change of a candidate does, so that two transactions cannot deadlock.
        if db::prospects::lock(conn, &prospect).await?.is_none() {
            return Err(rgpd::gone(conn, &prospect).await);
        }
        let version = db::candidats::lock_version(conn, id_candidat).await?;
        let version = version.ok_or_else(|| ApiError::not_found("Ce candidat"))?;
        let known = db::pieces_candidat::find(conn, id_candidat, code).await?;
        let known = known.ok_or_else(|| ApiError::not_found("Cette pièce"))?;
        if !may_change(version) {
            return Err(outdated());
        }
        let changed = known != content;
        if changed {
            let now = state.clock.now();
            db::pieces_candidat::update(conn, id_candidat, code, &content, (&auteur.nom, now)).await?;
            let champ = format!("pieces.{code}");
            db::audit::insert(conn, &prospect, OperationAudit::Modification, &[&champ], auteur, now).await?;
        }
        Ok(changed)
    });
    let is_changed = changed.await?;
    if is_changed {
        record_changed(state, &prospect);
    }
    Ok(is_changed)
}

/// Truncates the reason that a program gives, with a note at its end, so that the piece is noted all the same.
pub fn cut_reason(asked: &mut ChangePieceRequest) {
    let mut cuts = Cuts::default();
    let kept = cuts.line("motif", asked.motif.as_deref(), MOTIF);
    asked.motif = cuts.noted(kept, MOTIF);
}

/// Returns the normalised content of a piece.
fn checked(asked: &ChangePieceRequest) -> ApiResult<Content> {
    let (mut check, mut erreurs) = (Check::default(), Vec::new());
    let motif = check.optional_text("motif", asked.motif.as_deref(), MOTIF);
    if motif.is_none() && asked.etat == EtatPiece::Refusee {
        check.refuse("motif", FieldCode::MotifRequis, "Indiquez pourquoi cette pièce est refusée.");
    } else if motif.is_some() && !asked.etat.has_reason() {
        let message = "Seule une pièce refusée ou dispensée a un motif.";
        check.refuse("motif", FieldCode::MotifInterdit, message);
    }
    let lien = https_link(&mut erreurs, "lien", asked.lien.as_deref());
    check.extend(erreurs);
    check.finish()?;
    Ok(Content { etat: Code(asked.etat), motif, lien })
}

fn outdated() -> ApiError {
    let detail = (
        "Ce dossier a été modifié entre-temps. Relisez-le avant de le changer.",
        "This file was changed in the meantime. Read it again before you change it.",
    );
    ApiError::new(ErrorCode::VersionPerimee, detail)
}
