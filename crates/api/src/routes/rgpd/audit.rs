//! `GET /api/rgpd/audit/export`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use common::{Day, IdProspect};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db::audit::AuditFilters;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::export::export_audit;
use crate::extract::{IsHead, Period, ValidQuery, VerifiedAdmin, day, empty_as_none, period};
use crate::routes::download::{ExportFile, FormatQuery, announce, download, note_export};
use crate::state::AppState;

/// Query parameters of the audit export.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Keeps the entries of this record.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<IdProspect>)]
    id_prospect: Option<IdProspect>,
    /// First day, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    du: Option<NaiveDate>,
    /// Last day, included, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    au: Option<NaiveDate>,
}

/// Exports the reads and changes of every record, or of one, as a file; oldest first.
///
/// It lists the names of changed fields, never their values, and identifies records by their identifier.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "exportAudit",
    params(FormatQuery, AuditQuery),
    responses((status = 200, description = "The file", content(
        (ExportFile = "text/csv"),
        (ExportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[get("/api/rgpd/audit/export")]
pub async fn export_audit_file(
    VerifiedAdmin(person): VerifiedAdmin,
    client: Client,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidQuery(query): ValidQuery<AuditQuery>,
    IsHead(is_head): IsHead,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let Period { from, before } = period(query.du, query.au)?;
    let filters = AuditFilters { id_prospect: query.id_prospect, from, before };
    if is_head {
        return Ok(announce(format, "journal-acces", state.clock.today()));
    }
    let mut conn = state.pool.get().await?;
    let draft = export_audit(&mut conn, person.id_utilisateur, &filters, format).await?;
    note_export(&mut conn, &state, (&person, &client), "AUDIT").await?;
    drop(conn);
    download(draft, "journal-acces", state.clock.today()).await
}
