//! `PUT /api/candidats/{idCandidat}/pieces/{code}`.

use actix_web::{HttpResponse, put, web};
use common::candidat::ChangePieceRequest;
use common::{CandidatDetail, IdCandidat};

use super::get::whole;
use crate::candidats;
use crate::db::audit::Auteur;
use crate::db::pieces_candidat::PieceCode;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Caller, IdPair, IfMatch, LooseJson, WriteCandidats};
use crate::state::AppState;

/// Notes the state of a piece of a candidate's file: awaited, received, refused or dispensed.
///
/// Idempotent: a piece that has this state, reason and link already keeps its date and author. `statutDossier` becomes
/// `COMPLET` when each mandatory piece is received or dispensed, and `INCOMPLET` again when one is not, unless somebody
/// decided about the candidate. A person sends `If-Match`; a program may leave it out. A too long reason from a program
/// is truncated, with a note at its end; one from a person is refused.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "changePiece",
    request_body = ChangePieceRequest,
    params(
        ("idCandidat" = i64, Path, description = "The candidate"),
        ("code" = String, Path, description = "Code of the piece"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the candidate that was read, or `*` for any version; required from a person"),
    ),
    responses(
        (status = 200, description = "The candidate as it is now", body = CandidatDetail,
            headers(("etag" = String, description = "Version of the candidate and of its pieces"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[put("/api/candidats/{idCandidat}/pieces/{code}")]
pub async fn change_piece(
    AdminOrKey { caller, .. }: AdminOrKey<WriteCandidats>,
    IdPair(id, PieceCode(code)): IdPair<IdCandidat, PieceCode>,
    if_match: IfMatch,
    body: LooseJson<ChangePieceRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required_of(&caller)?;
    let may_change = |version| versions.allow_version(version);
    let mut asked = body.of(&caller)?;
    if !matches!(caller, Caller::Admin(_)) {
        candidats::cut_reason(&mut asked);
    }
    let auteur = Auteur::from(&caller);
    let is_changed = candidats::change_piece(&state, &auteur, (id, &code), may_change, &asked).await?;
    whole(&state, &auteur, id, is_changed).await
}
