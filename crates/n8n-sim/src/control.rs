//! The control API: adds faults, lists received calls and sent callbacks.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, post, web};
use serde_json::json;

use crate::Fault;
use crate::sim::State;

/// Registers the routes of the control API, and the health check.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(health)
        .service(add_fault)
        .service(list_faults)
        .service(clear_faults)
        .service(remove_fault)
        .service(list_calls)
        .service(list_callbacks)
        .service(clear_journal)
        .service(reset);
}

#[get("/healthz")]
async fn health() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Adds a fault. The body is parsed here, so that a mistake in a rule is explained instead of an empty 400.
#[post("/control/faults")]
async fn add_fault(body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let fault: Fault = match serde_json::from_slice(&body) {
        Ok(fault) => fault,
        Err(error) => return refused(StatusCode::BAD_REQUEST, &error),
    };
    match state.faults.add(fault) {
        Ok(rule) => HttpResponse::Created().json(rule),
        Err(error) => refused(StatusCode::UNPROCESSABLE_ENTITY, &error),
    }
}

#[get("/control/faults")]
async fn list_faults(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "data": state.faults.list(), "default": state.faults.default_fault() }))
}

#[delete("/control/faults")]
async fn clear_faults(state: web::Data<State>) -> HttpResponse {
    state.faults.clear();
    HttpResponse::NoContent().finish()
}

#[delete("/control/faults/{id}")]
async fn remove_fault(id: web::Path<u64>, state: web::Data<State>) -> HttpResponse {
    if state.faults.remove(*id) {
        HttpResponse::NoContent().finish()
    } else {
        refused(StatusCode::NOT_FOUND, &"no such rule in force")
    }
}

#[get("/control/calls")]
async fn list_calls(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "data": state.journal.calls() }))
}

#[get("/control/callbacks")]
async fn list_callbacks(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "data": state.journal.callbacks() }))
}

#[delete("/control/calls")]
async fn clear_journal(state: web::Data<State>) -> HttpResponse {
    state.journal.clear();
    HttpResponse::NoContent().finish()
}

#[post("/control/reset")]
async fn reset(state: web::Data<State>) -> HttpResponse {
    state.reset().await;
    HttpResponse::NoContent().finish()
}

fn refused(status: StatusCode, why: &dyn std::fmt::Display) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "message": why.to_string() }))
}
