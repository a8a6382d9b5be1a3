//! `GET /api/candidats/pieces-manquantes`.

use actix_web::{get, web};
use common::candidat::PieceManquante;
use common::liste::Donnees;

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, ReadProspects};
use crate::state::AppState;

/// Lists the documents that the file of at least one candidate lacks: the values of the filter `manque`.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "listPiecesManquantes",
    responses((status = 200, description = "The documents, by label", body = Donnees<PieceManquante>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats/pieces-manquantes")]
pub async fn list_missing_pieces(
    _: AdminOrKey<ReadProspects>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<PieceManquante>>> {
    let read = state.standby.read(async |conn| Ok(db::pieces_candidat::list_missing(conn).await?));
    Ok(web::Json(Donnees { data: read.await? }))
}
