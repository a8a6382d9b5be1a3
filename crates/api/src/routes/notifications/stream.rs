//! `GET /api/notifications/flux`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use common::notification::EvenementFlux;
use serde::Deserialize;
use serde_json::json;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::connections::Endless;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AnyUser, ValidQuery, empty_as_none, session_cookie};
use crate::notifications::stream::{self, Resume};
use crate::state::AppState;
use crate::tokens::token_hash;

/// Query parameter of the point from which to resume.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// The last received notification, for clients that cannot send the header `Last-Event-ID`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>)]
    dernier_id: Option<i64>,
}

/// The body of the stream, documented as a text whose content has a schema (JSON Schema 2020-12 §8).
pub struct EventStream(());

impl PartialSchema for EventStream {
    fn schema() -> RefOr<Schema> {
        let event = Ref::from_schema_name(EvenementFlux::name());
        let mut extensions = Extensions::default();
        extensions.insert("contentSchema".to_owned(), json!(event));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "Server-sent events: `event` and `data` of each are described by `EvenementFlux`.",
            ))
            .content_media_type("text/event-stream")
            .extensions(Some(extensions))
            .into()
    }
}

impl ToSchema for EventStream {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((EvenementFlux::name().into_owned(), EvenementFlux::schema()));
        EvenementFlux::schemas(schemas);
    }
}

/// Opens the caller's live stream: notifications, counters and, for ADMIN, actions.
///
/// Server-sent events (WHATWG HTML §9.2): `notification` (with an `id`), `compteurs`, `action`, `prospect`, `catalogue`,
/// `lot`, `resync`, `battement`; `EvenementFlux` gives the data of each. An `id` may also come alone. The stream ends
/// with the session.
#[utoipa::path(tag = "Notifications", operation_id = "streamNotifications",
    params(StreamQuery, ("Last-Event-ID" = Option<String>, Header, description = "The last notification that was received.")),
    responses((status = 200, body = EventStream, content_type = "text/event-stream", description = "Events, without end.")),
    security(("session" = [])))]
#[get("/api/notifications/flux")]
pub async fn stream_notifications(
    AnyUser(person): AnyUser,
    ValidQuery(query): ValidQuery<StreamQuery>,
    request: HttpRequest,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let header = request.headers().get("last-event-id").map(|value| value.to_str().unwrap_or("?"));
    let resume = match header.map_or(Resume::Now, Resume::from_header) {
        Resume::Now => query.dernier_id.map_or(Resume::Now, Resume::After),
        given => given,
    };
    let cookie = request.cookie(session_cookie(&state.config.http));
    let login = cookie.map(|cookie| token_hash(cookie.value())).unwrap_or_default();
    let events = stream::open(&state, person, login, resume).await?;
    let body = Endless::new(&request, events).map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-cache, no-transform"))
        // Disables response buffering in nginx.
        .insert_header(("x-accel-buffering", "no"))
        .force_close()
        .body(body))
}
