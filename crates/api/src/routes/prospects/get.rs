//! `GET /api/prospects/{idProspect}`.

use actix_web::{HttpResponse, get, web};
use common::liste_attente::PlaceAttente;
use common::prospect::Prospect;
use common::{IdProspect, OperationAudit};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::actions::actions_possibles;
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::audit::Auteur;
use crate::db::candidats::CandidatRow;
use crate::db::disjoncteurs::OpenBreaker;
use crate::db::prospects::FullRow;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects, etag};
use crate::rgpd::{self, note_reading};
use crate::state::AppState;

/// Returns one prospect with all its fields.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "getProspect",
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 200, description = "The prospect", body = Prospect,
            headers(("etag" = String, description = "Version of the record, for `If-Match`; a change of `statutProspect` by an action is one too"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/prospects/{idProspect}")]
pub async fn get_prospect(
    AdminOrKey { caller, .. }: AdminOrKey<ReadProspects>,
    Id(id): Id<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let conn = state.pool.get().await?;
    let found = Found::read(&conn, &id).await?.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    let auteur = Auteur::from(&caller);
    let (whole, ()) = futures_util::join!(
        found.complete(&conn, &state, &id),
        note_reading(&state, &conn, &auteur, &id, OperationAudit::Lecture)
    );
    let (prospect, version) = whole?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(prospect))
}

/// Loads a prospect with everything that its panel shows, and the version of its record.
pub(super) async fn whole(
    conn: &AsyncPgConnection,
    state: &AppState,
    id: &IdProspect,
) -> ApiResult<Option<(Prospect, i32)>> {
    match Found::read(conn, id).await? {
        Some(found) => found.complete(conn, state, id).await.map(Some),
        None => Ok(None),
    }
}

/// The parts of a prospect that its identifier finds.
struct Found {
    row: FullRow,
    candidat: Option<CandidatRow>,
    waiting: Vec<PlaceAttente>,
    running: Vec<ActionRow>,
    open_breakers: Vec<OpenBreaker>,
}

impl Found {
    async fn read(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<Self>> {
        let ids = [id.as_str()];
        let (row, candidat, waiting, running, open_breakers) = futures_util::try_join!(
            db::prospects::find(conn, id),
            db::candidats::find_by_prospect(conn, id),
            db::liste_attente::list_of_prospect(conn, id),
            db::actions::list_running(conn, &ids),
            db::disjoncteurs::list_open(conn)
        )?;
        Ok(row.map(|row| Self { row, candidat, waiting, running, open_breakers }))
    }

    /// Adds what depends on the coordinates, and the possible actions.
    async fn complete(
        self,
        conn: &AsyncPgConnection,
        state: &AppState,
        id: &IdProspect,
    ) -> ApiResult<(Prospect, i32)> {
        let Self { row, candidat, waiting, running, open_breakers } = self;
        let (emails, telephones) = row.coordinates();
        let sharing = async { Ok(db::prospects::list_sharing(conn, id, &emails, &telephones).await?) };
        let opposition = rgpd::contact_refusal(conn, state, &emails, &telephones);
        let (sharing, opposition) = futures_util::try_join!(sharing, opposition)?;
        let version = row.version;
        let mut prospect = row.prospect(candidat.map(Into::into), waiting, running, sharing);
        prospect.actions_possibles =
            actions_possibles(&prospect, &open_breakers, opposition.as_ref(), state.clock.now());
        Ok((prospect, version))
    }
}
