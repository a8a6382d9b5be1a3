//! The OpenAPI document, and its interactive page made by Swagger UI.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::openapi;

/// Adds the document, the page and the page's files.
pub fn configure(app: &mut web::ServiceConfig) {
    // The base layout has no bar in which one types the address of another document.
    let layout =
        Config::new(["/api/openapi.json"]).use_base_layout().display_operation_id(true).doc_expansion("list");
    app.service(document)
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(page)
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(layout));
}

/// Returns the document.
#[get("/api/openapi.json")]
async fn document() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(openapi::json())
}

/// Returns the page. Swagger UI's own one has its name as the title.
#[get("/api/docs/")]
async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(include_str!("docs.html"))
}
