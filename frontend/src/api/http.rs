//! A thin `fetch`: same-origin JSON, a deadline, and an abort when nobody waits for the answer any more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use common::ErrorCode;
use leptos::prelude::{set_timeout_with_handle, window};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, Response};

use super::{ApiError, IdempotencyKey};
use crate::query_string::QueryString;

/// How long an answer is awaited. The service answers in milliseconds; a phone on a bad line may need seconds.
const DEADLINE: Duration = Duration::from_secs(20);

type OnRefused = Rc<dyn Fn(u16)>;
type OnProof = Rc<dyn Fn(Proof) -> js_sys::Promise>;

thread_local! {
    static REFUSED: RefCell<Option<OnRefused>> = const { RefCell::new(None) };
    static PROOF: RefCell<Option<OnProof>> = const { RefCell::new(None) };
}

/// Says what to do when the service answers that nobody is logged in (401), or somebody who may not do this (403).
pub(crate) fn on_refused(then: impl Fn(u16) + 'static) {
    REFUSED.with(|slot| *slot.borrow_mut() = Some(Rc::new(then)));
}

/// What the service asks of the person before it does what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The code of the second factor, once more.
    Verification,
    /// To enrol a second factor.
    Enrolment,
}

/// Says how a proof is asked for: the promise gives whether the person gave it.
pub(crate) fn on_proof(ask: impl Fn(Proof) -> js_sys::Promise + 'static) {
    PROOF.with(|slot| *slot.borrow_mut() = Some(Rc::new(ask)));
}

/// Reads a resource.
pub(super) async fn get<T: DeserializeOwned>(path: &str, query: &QueryString) -> Result<T, ApiError> {
    decode(&send("GET", &query.after(path), None, &[]).await?.body)
}

/// Reads a resource and its version, which `patch` gives back.
pub(super) async fn get_versioned<T: DeserializeOwned>(path: &str) -> Result<(T, String), ApiError> {
    let answer = send("GET", path, None, &[]).await?;
    Ok((decode(&answer.body)?, answer.etag))
}

/// Sends a body, and reads the answer.
pub(super) async fn post<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    key: Option<&IdempotencyKey>,
) -> Result<T, ApiError> {
    let headers = key.map(|key| ("Idempotency-Key", key.as_str()));
    decode(&send("POST", path, Some(encode(body)?), headers.as_slice()).await?.body)
}

/// Sends a body to an endpoint that either makes something or finds that it was there: whether it made it, and what.
pub(super) async fn post_or_find<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
) -> Result<(bool, T), ApiError> {
    let answer = send("POST", path, Some(encode(body)?), &[]).await?;
    Ok((answer.status == 201, decode(&answer.body)?))
}

/// Changes a resource; with a `version`, only while it is still that one.
pub(super) async fn patch<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    version: Option<&str>,
) -> Result<T, ApiError> {
    let headers = version.map(|version| ("If-Match", version));
    decode(&send("PATCH", path, Some(encode(body)?), headers.as_slice()).await?.body)
}

/// Sends a body to an endpoint that answers nothing.
pub(super) async fn post_silent(path: &str, body: &impl Serialize) -> Result<(), ApiError> {
    send("POST", path, Some(encode(body)?), &[]).await.map(drop)
}

/// Reads nothing: whether the service would let it be read.
pub(super) async fn check(path: &str) -> Result<(), ApiError> {
    send("GET", path, None, &[]).await.map(drop)
}

/// Removes a resource.
pub(super) async fn delete(path: &str) -> Result<(), ApiError> {
    send("DELETE", path, None, &[]).await.map(drop)
}

/// Removes a resource, with a body that says by what right.
pub(super) async fn delete_with(path: &str, body: &impl Serialize) -> Result<(), ApiError> {
    send("DELETE", path, Some(encode(body)?), &[]).await.map(drop)
}

/// Whether the service has a file. One that has not may answer the page in its place.
pub(super) async fn has_file(path: &str) -> Result<bool, ApiError> {
    match send("HEAD", path, None, &[]).await {
        Ok(answer) => Ok(!answer.is_page),
        Err(error) if error.status() == Some(404) => Ok(false),
        Err(error) => Err(error),
    }
}

fn encode(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::Decode)
}

fn decode<T: DeserializeOwned>(body: &str) -> Result<T, ApiError> {
    serde_json::from_str(body).map_err(|_| ApiError::Decode)
}

/// A good answer.
struct Answer {
    status: u16,
    etag: String,
    /// Whether it is a page to look at.
    is_page: bool,
    body: String,
}

/// A request; it is sent again once the person has given the proof that it asks for.
async fn send(
    method: &str,
    address: &str,
    body: Option<String>,
    headers: &[(&str, &str)],
) -> Result<Answer, ApiError> {
    let error = match send_once(method, address, body.as_deref(), headers).await {
        Err(error) if proof(&error).is_some() => error,
        answer => return answer,
    };
    let ask = PROOF.with(|slot| slot.borrow().clone());
    if let Some((proof, ask)) = proof(&error).zip(ask)
        && JsFuture::from(ask(proof)).await.is_ok_and(|given| given.is_truthy())
    {
        return send_once(method, address, body.as_deref(), headers).await;
    }
    Err(error)
}

fn proof(error: &ApiError) -> Option<Proof> {
    match error.problem()?.code.known()? {
        ErrorCode::VerificationRequise => Some(Proof::Verification),
        ErrorCode::SecondFacteurRequis => Some(Proof::Enrolment),
        _ => None,
    }
}

/// One request, from the first byte to the last one of its answer.
async fn send_once(
    method: &str,
    address: &str,
    body: Option<&str>,
    headers: &[(&str, &str)],
) -> Result<Answer, ApiError> {
    let guard = Guard::new()?;
    let response = JsFuture::from(start(method, address, body, headers, &guard.controller)?).await;
    let response: Response =
        response.map_err(|_| guard.failure())?.dyn_into().map_err(|_| ApiError::Decode)?;
    let text = JsFuture::from(response.text().map_err(|_| ApiError::Network)?).await;
    let text = text.map_err(|_| guard.failure())?.as_string().unwrap_or_default();
    if response.ok() {
        let header = |name| response.headers().get(name).ok().flatten().unwrap_or_default();
        let is_page = header("Content-Type").starts_with("text/html");
        return Ok(Answer { status: response.status(), etag: header("ETag"), is_page, body: text });
    }
    // The login form's own 401 says "wrong password": it is not the end of a session.
    if matches!(response.status(), 401 | 403) && !address.starts_with("/api/auth/") {
        let handler = REFUSED.with(|slot| slot.borrow().clone());
        if let Some(handler) = handler {
            handler(response.status());
        }
        if response.status() == 401 {
            return Err(ApiError::LoggedOut);
        }
    }
    Err(ApiError::from_body(response.status(), &text))
}

fn start(
    method: &str,
    address: &str,
    body: Option<&str>,
    more: &[(&str, &str)],
    controller: &AbortController,
) -> Result<js_sys::Promise, ApiError> {
    let prepared = || -> Result<RequestInit, JsValue> {
        let headers = web_sys::Headers::new()?;
        headers.set("Accept", "application/json")?;
        let init = RequestInit::new();
        if let Some(body) = body {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        for (name, value) in more {
            headers.set(name, value)?;
        }
        init.set_method(method);
        if method == "HEAD" {
            // The browser's own copy is not what is asked about.
            init.set_cache(RequestCache::NoStore);
        }
        init.set_headers(&headers);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_signal(Some(&controller.signal()));
        Ok(init)
    };
    let init = prepared().map_err(|_| ApiError::Network)?;
    Ok(window().fetch_with_str_and_init(address, &init).unchecked_into())
}

/// Aborts the request when it is dropped: superseded, left, or late.
struct Guard {
    controller: AbortController,
    late: Rc<Cell<bool>>,
    timer: Option<leptos::leptos_dom::helpers::TimeoutHandle>,
}

impl Guard {
    fn new() -> Result<Self, ApiError> {
        let controller = AbortController::new().map_err(|_| ApiError::Network)?;
        let late = Rc::new(Cell::new(false));
        let timer = set_timeout_with_handle(
            {
                let (controller, late) = (controller.clone(), Rc::clone(&late));
                move || {
                    late.set(true);
                    controller.abort();
                }
            },
            DEADLINE,
        );
        Ok(Self { controller, late, timer: timer.ok() })
    }

    fn failure(&self) -> ApiError {
        if self.late.get() { ApiError::Timeout } else { ApiError::Network }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        // Without effect on an answer that was read to its end.
        self.controller.abort();
    }
}
