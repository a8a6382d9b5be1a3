//! `GET /api/securite/journal`.

use actix_web::{get, web};
use chrono::NaiveDate;
use common::securite::EntreeSecurite;
use common::{Day, EvenementSecurite, IdUtilisateur, Liste, Pagination};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::journal_securite::Filters;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, Period, ValidQuery, day, empty_as_none, non_empty, period};
use crate::state::AppState;
use crate::utilisateurs::browser;

/// Filters of the security journal: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SecuriteQuery {
    /// Events to keep.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<EvenementSecurite>>)]
    evenement: Vec<EvenementSecurite>,
    /// Keeps the entries in which this account acts or is concerned.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>)]
    utilisateur: Option<IdUtilisateur>,
    /// First day, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    du: Option<NaiveDate>,
    /// Last day, included, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    au: Option<NaiveDate>,
}

/// Lists the security journal, newest first: logins, refusals, account changes, and exports of data.
///
/// Entries cannot be changed or deleted.
#[utoipa::path(
    tag = "Securite",
    operation_id = "listJournalSecurite",
    params(
        SecuriteQuery,
        Page,
    ),
    responses((status = 200, description = "A page of entries", body = Liste<EntreeSecurite>)),
    security(("session" = [])),
)]
#[get("/api/securite/journal")]
pub async fn list_journal_securite(
    _: AdminUser,
    ValidQuery(query): ValidQuery<SecuriteQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<EntreeSecurite>>> {
    let Period { from, before } = period(query.du, query.au)?;
    let filters = Filters { evenements: query.evenement, id_utilisateur: query.utilisateur, from, before };
    let conn = state.pool.get().await?;
    let (rows, total) = futures_util::try_join!(
        db::journal_securite::list(&conn, &filters, page.offset(), page.limit),
        db::journal_securite::count(&conn, &filters),
    )?;
    let people: Vec<_> = rows.iter().flat_map(db::journal_securite::EntreeRow::people).collect();
    let names = db::utilisateurs::list_names(&conn, &people).await?;
    let data = rows.into_iter().map(|row| {
        let navigateur = row.agent.as_deref().map(browser);
        row.named(&names, navigateur)
    });
    let pagination = Pagination::numbered(page.page, page.limit, total);
    Ok(web::Json(Liste { data: data.collect(), pagination }))
}
