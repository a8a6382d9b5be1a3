//! The OpenAPI document: collected from the routes, completed with what every operation has in common.

use std::sync::OnceLock;

use actix_web::App;
use utoipa::PartialSchema as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{
    ContactBuilder, Content, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Schema, ServerBuilder,
};
use utoipa_actix_web::AppExt as _;

use crate::error::{ErrorCode, PROBLEM_JSON};
use crate::routes;

/// The document, made once.
pub fn document() -> &'static OpenApi {
    static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();
    DOCUMENT.get_or_init(make)
}

fn make() -> OpenApi {
    let (_, mut document) = App::new().into_utoipa_app().configure(routes::api).split_for_parts();
    document.info = InfoBuilder::new()
        .title("Admissions")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .contact(Some(ContactBuilder::new().name(Some("Admissions")).build()))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").description(Some("This server")).build()]);
    let components = document.components.get_or_insert_default();
    components.schemas.insert("Problem".into(), common::Problem::schema());
    components.schemas.insert("ErreurChamp".into(), common::ErreurChamp::schema());
    for (name, schema) in &mut components.schemas {
        if !name.ends_with("Request") {
            require_every_property(schema);
        }
    }
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            "auth_session",
            "Cookie set by `POST /api/auth/login` (`__Host-auth_session` on https).",
        ))),
    );
    components.add_security_scheme(
        "cleApi",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "X-API-Key",
            "The key shared with n8n.",
        ))),
    );
    components.add_security_scheme(
        "signature",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "webhook-signature",
            "Signature of the body with the shared secret, with `webhook-id` and `webhook-timestamp` (Standard Webhooks). \
             Good for five minutes.",
        ))),
    );
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.put, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            add_common_errors(operation);
        }
    }
    document
}

const DESCRIPTION: &str = "Admissions back-office of a vocational school.\n\n\
    Every error is an `application/problem+json` document (RFC 9457) with a stable `code` and a `traceId`. \
    Instants are RFC 3339 in UTC, days are `YYYY-MM-DD`. A field without a value is `null`, never left out.";

/// A field without a value is null, never left out: every property of what we send is there.
fn require_every_property(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            // `erreurs` alone is left out when there is none: it belongs to one code.
            object.required = object.properties.keys().filter(|name| *name != "erreurs").cloned().collect();
        }
        Schema::AllOf(all) => all.items.iter_mut().for_each(require_every_property),
        _ => {}
    }
}

fn add_common_errors(operation: &mut Operation) {
    let security = serde_json::to_string(&operation.security).unwrap_or_default();
    let mut errors = vec![
        ErrorCode::RequeteInvalide,
        ErrorCode::AdresseTropLongue,
        ErrorCode::EnTetesTropGrands,
        ErrorCode::ErreurInterne,
        ErrorCode::ServiceIndisponible,
    ];
    if security.contains("session") {
        errors.extend([ErrorCode::NonAuthentifie, ErrorCode::AccesRefuse]);
    }
    if security.contains("cleApi") {
        errors.extend([ErrorCode::CleApiInvalide, ErrorCode::TropDeRequetes]);
    }
    if operation.request_body.is_some() {
        errors.extend([
            ErrorCode::DelaiDepasse,
            ErrorCode::ChargeTropGrande,
            ErrorCode::TypeNonSupporte,
            ErrorCode::Validation,
        ]);
    }
    for code in errors {
        let status = code.status().as_u16().to_string();
        operation.responses.responses.entry(status).or_insert_with(|| {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            ResponseBuilder::new().description(code.as_str()).content(PROBLEM_JSON, content).build().into()
        });
    }
}
