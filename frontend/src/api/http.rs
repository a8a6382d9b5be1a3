//! A thin wrapper of `fetch`: same-origin JSON, a timeout, and an abort when the caller is dropped.

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

/// Timeout of a response. The service responds in milliseconds; a phone on a bad line may need seconds.
const DEADLINE: Duration = Duration::from_secs(20);

type OnRefused = Rc<dyn Fn(u16)>;
type OnProof = Rc<dyn Fn(Proof) -> js_sys::Promise>;

thread_local! {
    static REFUSED: RefCell<Option<OnRefused>> = const { RefCell::new(None) };
    static PROOF: RefCell<Option<OnProof>> = const { RefCell::new(None) };
}

/// Sets the handler of responses for a missing session (401) or missing rights (403).
pub(crate) fn on_refused(then: impl Fn(u16) + 'static) {
    REFUSED.with(|slot| *slot.borrow_mut() = Some(Rc::new(then)));
}

/// A proof that the service requires from the person before an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A new code of the second factor.
    Verification,
    /// The enrolment of a second factor.
    Enrolment,
}

/// Sets the function that asks for a proof; its promise resolves to true when the person gave it.
pub(crate) fn on_proof(ask: impl Fn(Proof) -> js_sys::Promise + 'static) {
    PROOF.with(|slot| *slot.borrow_mut() = Some(Rc::new(ask)));
}

/// Fetches a resource.
pub(super) async fn get<T: DeserializeOwned>(path: &str, query: &QueryString) -> Result<T, ApiError> {
    decode(&send("GET", &query.after(path), None, &[]).await?.body)
}

/// Fetches a resource and its version, which `patch` sends back.
pub(super) async fn get_versioned<T: DeserializeOwned>(path: &str) -> Result<(T, String), ApiError> {
    let answer = send("GET", path, None, &[]).await?;
    Ok((decode(&answer.body)?, answer.etag))
}

/// Posts a body and returns the response.
pub(super) async fn post<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    key: Option<&IdempotencyKey>,
) -> Result<T, ApiError> {
    let headers = key.map(|key| ("Idempotency-Key", key.as_str()));
    decode(&send("POST", path, Some(encode(body)?), headers.as_slice()).await?.body)
}

/// Posts a body to an endpoint that creates or finds a resource; returns true when it was created, and the resource.
pub(super) async fn post_or_find<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
) -> Result<(bool, T), ApiError> {
    let answer = send("POST", path, Some(encode(body)?), &[]).await?;
    Ok((answer.status == 201, decode(&answer.body)?))
}

/// Changes a resource; with a `version`, only if it still has that version.
pub(super) async fn patch<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    version: Option<&str>,
) -> Result<T, ApiError> {
    let headers = version.map(|version| ("If-Match", version));
    decode(&send("PATCH", path, Some(encode(body)?), headers.as_slice()).await?.body)
}

/// Replaces a resource, if it still has this version.
pub(super) async fn put<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    version: &str,
) -> Result<T, ApiError> {
    decode(&send("PUT", path, Some(encode(body)?), &[("If-Match", version)]).await?.body)
}

/// Posts a body to an endpoint without a response body.
pub(super) async fn post_silent(path: &str, body: &impl Serialize) -> Result<(), ApiError> {
    send("POST", path, Some(encode(body)?), &[]).await.map(drop)
}

/// Checks that the service would allow a read.
pub(super) async fn check(path: &str) -> Result<(), ApiError> {
    send("GET", path, None, &[]).await.map(drop)
}

/// Deletes a resource.
pub(super) async fn delete(path: &str) -> Result<(), ApiError> {
    send("DELETE", path, None, &[]).await.map(drop)
}

/// Deletes a resource, with a body that holds the proof.
pub(super) async fn delete_with(path: &str, body: &impl Serialize) -> Result<(), ApiError> {
    send("DELETE", path, Some(encode(body)?), &[]).await.map(drop)
}

/// Returns true when the service has a file. A service without it may send the page instead.
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

/// A successful response.
struct Answer {
    status: u16,
    etag: String,
    /// True for an HTML page.
    is_page: bool,
    body: String,
}

/// Sends a request, and sends it again once the person has given the required proof.
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

/// Sends a request once and reads its response.
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
    // A 401 of the login form means a wrong password, not the end of a session.
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
        // The texts of problems are shown in the page, whatever language the browser prefers.
        headers.set("Accept-Language", "fr")?;
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
            // Bypasses the browser's cache.
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

/// Aborts the request when it is dropped or times out.
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
        // No effect on a response that was read to its end.
        self.controller.abort();
    }
}
