//! `GET /api/prospects/{idProspect}`.

use actix_web::{HttpResponse, get, web};
use common::prospect::Prospect;
use common::{IdProspect, OperationAudit, PorteeCle};
use diesel_async::AsyncPgConnection;

use crate::actions::actions_possibles;
use crate::db;
use crate::db::audit::Auteur;
use crate::db::prospects::Found;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Caller, Id, ReadProspects, etag};
use crate::rgpd::{self, is_noted, note_reading};
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
    let (prospect, version) = state.pool.read_short(async |conn| whole(conn, &state, &id).await).await?;
    let auteur = Auteur::from(&caller);
    if !is_noted(&state, &auteur, &id, OperationAudit::Lecture) {
        note_reading(&state, &*state.pool.get().await?, &auteur, &id, OperationAudit::Lecture).await;
    }
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(prospect))
}

/// Loads a prospect with everything that its panel shows, and the version of its record.
pub(super) async fn whole(
    conn: &AsyncPgConnection,
    state: &AppState,
    id: &IdProspect,
) -> ApiResult<(Prospect, i32)> {
    let found = db::prospects::find(conn, id).await?.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    complete(found, conn, state, id).await
}

/// Loads the record for the answer to a write. A write without an audit entry only reads the record, and gets the entry
/// of a reading. A key without `prospects:lire` gets no name of another person.
pub(super) async fn written(
    state: &AppState,
    caller: &Caller,
    id: &IdProspect,
    is_audited: bool,
) -> ApiResult<(Prospect, i32)> {
    let conn = state.pool.get().await?;
    let (mut prospect, version) = whole(&conn, state, id).await?;
    if !is_audited {
        note_reading(state, &conn, &Auteur::from(caller), id, OperationAudit::Lecture).await;
    }
    if !caller.has(PorteeCle::ProspectsLire) {
        prospect.partages.clear();
    }
    Ok((prospect, version))
}

/// Adds the rows of the other tables that know the prospect, and the possible actions.
async fn complete(
    Found { row, candidat, elsewhere }: Found,
    conn: &AsyncPgConnection,
    state: &AppState,
    id: &IdProspect,
) -> ApiResult<(Prospect, i32)> {
    let (emails, telephones) = row.coordinates();
    let (sharing, waiting, running, open_breakers, opposition) = futures_util::try_join!(
        read_if(elsewhere.shares_coordinates(), async {
            Ok(db::prospects::list_sharing(conn, id, &emails, &telephones).await?)
        }),
        read_if(elsewhere.has_waited, async { Ok(db::liste_attente::list_of_prospect(conn, id).await?) }),
        read_if(elsewhere.has_running_action, async { Ok(db::actions::list_running(conn, &[id]).await?) }),
        read_if(elsewhere.has_open_breaker, async { Ok(db::disjoncteurs::list_open(conn).await?) }),
        read_if(elsewhere.has_oppositions, rgpd::contact_refusal(conn, state, &emails, &telephones))
    )?;
    let version = row.version;
    let mut prospect = row.prospect(candidat.map(Into::into), waiting, running, sharing);
    prospect.actions_possibles =
        actions_possibles(&prospect, &open_breakers, opposition.as_ref(), state.clock.now());
    Ok((prospect, version))
}

/// Reads a part that is known to exist.
async fn read_if<T: Default>(exists: bool, read: impl Future<Output = ApiResult<T>>) -> ApiResult<T> {
    if exists { read.await } else { Ok(T::default()) }
}
