//! A thin wrapper of `fetch`: same-origin JSON, a timeout, and an abort when the caller is dropped.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use common::liste::Donnees;
use common::{ErrorCode, Liste, Pagination};
use leptos::prelude::{set_timeout_with_handle, window};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, RequestCache, RequestCredentials, RequestInit, Response};

use super::{ApiError, IdempotencyKey, early, json};
use crate::query_string::QueryString;

/// Timeout of a response. The service responds in milliseconds; a phone on a bad line may need seconds.
const DEADLINE: Duration = Duration::from_secs(20);
/// Timeout of a request about thousands of rows: a rehearsal, or a file.
const LONG_DEADLINE: Duration = Duration::from_mins(3);

type OnRefused = Rc<dyn Fn(u16)>;
type OnProof = Rc<dyn Fn(Proof) -> js_sys::Promise>;

thread_local! {
    static REFUSED: RefCell<Option<OnRefused>> = const { RefCell::new(None) };
    static PROOF: RefCell<Option<OnProof>> = const { RefCell::new(None) };
    /// Number of times that the person changed.
    static PERSON: Cell<u32> = const { Cell::new(0) };
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

/// Notes that another person may use the page from now on. A request of the former one asks for no proof anymore.
pub(crate) fn change_person() {
    PERSON.set(PERSON.get() + 1);
}

/// A request in progress. It is boxed and decodes late, so that the code of its callers stays small.
pub(crate) type Reply<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// Fetches a resource.
pub(super) fn get<T: DeserializeOwned + 'static>(path: &str, query: &QueryString) -> Reply<T> {
    decoded(sent("GET", query.after(path), None, None))
}

/// Fetches a resource and its version, which `patch` sends back.
pub(super) fn get_versioned<T: DeserializeOwned + 'static>(path: &str) -> Reply<(T, String)> {
    map(sent("GET", path.to_owned(), None, None), |answer| Ok((decode(&answer.body)?, answer.etag)))
}

/// Posts a body and returns the response.
pub(super) fn post<T: DeserializeOwned + 'static>(
    path: &str,
    body: &impl Serialize,
    key: Option<&IdempotencyKey>,
) -> Reply<T> {
    let header = key.map(|key| ("Idempotency-Key", key.as_str().to_owned()));
    decoded(sent("POST", path.to_owned(), Some(encode(body)), header))
}

/// Posts a body to an endpoint that creates or finds a resource; returns true when it was created, and the resource.
pub(super) fn post_or_find<T: DeserializeOwned + 'static>(
    path: &str,
    body: &impl Serialize,
) -> Reply<(bool, T)> {
    let answer = sent("POST", path.to_owned(), Some(encode(body)), None);
    map(answer, |answer| Ok((answer.status == 201, decode(&answer.body)?)))
}

/// Changes a resource; with a `version`, only if it still has that version.
pub(super) fn patch<T: DeserializeOwned + 'static>(
    path: &str,
    body: &impl Serialize,
    version: Option<&str>,
) -> Reply<T> {
    let header = version.map(|version| ("If-Match", version.to_owned()));
    decoded(sent("PATCH", path.to_owned(), Some(encode(body)), header))
}

/// Posts a body about a resource, if it still has this version.
pub(super) fn post_versioned<T: DeserializeOwned + 'static>(
    path: &str,
    body: &impl Serialize,
    version: &str,
) -> Reply<T> {
    decoded(sent("POST", path.to_owned(), Some(encode(body)), Some(("If-Match", version.to_owned()))))
}

/// Replaces a resource, if it still has this version.
pub(super) fn put<T: DeserializeOwned + 'static>(
    path: &str,
    body: &impl Serialize,
    version: &str,
) -> Reply<T> {
    decoded(sent("PUT", path.to_owned(), Some(encode(body)), Some(("If-Match", version.to_owned()))))
}

/// Posts a body to an endpoint that answers with a file; returns its name and its content.
pub(super) fn post_for_file(path: &'static str, body: &impl Serialize) -> Reply<(String, Blob)> {
    let body = encode(body);
    Box::pin(async move {
        let (response, guard) = respond("POST", path, Some(&body?), None).await?;
        if !response.ok() {
            return Err(failure(path, &response, &guard).await);
        }
        let disposition = response.headers().get("Content-Disposition").ok().flatten().unwrap_or_default();
        let name = disposition.split('"').nth(1).unwrap_or("export").to_owned();
        let content = JsFuture::from(response.blob().map_err(|_| ApiError::Network)?).await;
        let content = content.map_err(|_| guard.failure())?.dyn_into().map_err(|_| ApiError::Decode)?;
        Ok((name, content))
    })
}

/// Posts a body to an endpoint without a response body.
pub(super) fn post_silent(path: &str, body: &impl Serialize) -> Reply<()> {
    silent("POST", path, Some(encode(body)))
}

/// Checks that the service would allow a read.
pub(super) fn check(path: &str) -> Reply<()> {
    silent("GET", path, None)
}

/// Deletes a resource.
pub(super) fn delete(path: &str) -> Reply<()> {
    silent("DELETE", path, None)
}

/// Deletes a resource, if it still has this version.
pub(super) fn delete_versioned(path: &str, version: &str) -> Reply<()> {
    let answer = sent("DELETE", path.to_owned(), None, Some(("If-Match", version.to_owned())));
    map(answer, |_| Ok(()))
}

/// Deletes a resource, with a body that holds the proof.
pub(super) fn delete_with(path: &str, body: &impl Serialize) -> Reply<()> {
    silent("DELETE", path, Some(encode(body)))
}

/// Returns true when the service has a file. A service without it may send the page instead.
pub(super) async fn has_file(path: &str) -> Result<bool, ApiError> {
    match sent("HEAD", path.to_owned(), None, None).await {
        Ok(answer) => Ok(!answer.is_page),
        Err(error) if error.status() == Some(404) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Converts the result of a request.
pub(super) fn map<A: 'static, B: 'static>(
    reply: Reply<A>,
    convert: fn(A) -> Result<B, ApiError>,
) -> Reply<B> {
    Box::pin(async move { convert(reply.await?) })
}

/// Returns the rows of a list without pages.
pub(super) fn rows<T: 'static>(reply: Reply<Donnees<T>>) -> Reply<Vec<T>> {
    map(reply, |answer| Ok(answer.data))
}

/// Returns a list without pages as a single page.
pub(super) fn one_page<T: 'static>(reply: Reply<Donnees<T>>) -> Reply<Liste<T>> {
    map(rows(reply), |data| {
        let total = i64::try_from(data.len()).unwrap_or(i64::MAX);
        Ok(Liste { data, pagination: Pagination::numbered(1, total.max(1), total) })
    })
}

fn silent(method: &'static str, path: &str, body: Option<Result<String, ApiError>>) -> Reply<()> {
    map(sent(method, path.to_owned(), body, None), |_| Ok(()))
}

fn decoded<T: DeserializeOwned + 'static>(answer: Reply<Answer>) -> Reply<T> {
    map(answer, |answer| decode(&answer.body))
}

fn encode(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::Decode)
}

fn decode<T: DeserializeOwned>(body: &str) -> Result<T, ApiError> {
    json::decode(body).map_err(|_| ApiError::Decode)
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
fn sent(
    method: &'static str,
    address: String,
    body: Option<Result<String, ApiError>>,
    header: Option<(&'static str, String)>,
) -> Reply<Answer> {
    Box::pin(async move {
        let (body, person) = (body.transpose()?, PERSON.get());
        let answer = send_once(method, &address, body.as_deref(), header.as_ref()).await;
        let proof = answer.as_ref().err().and_then(proof).filter(|_| PERSON.get() == person);
        let ask = PROOF.with(|slot| slot.borrow().clone());
        if let Some((proof, ask)) = proof.zip(ask)
            && JsFuture::from(ask(proof)).await.is_ok_and(|given| given.is_truthy())
        {
            return send_once(method, &address, body.as_deref(), header.as_ref()).await;
        }
        answer
    })
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
    header: Option<&(&'static str, String)>,
) -> Result<Answer, ApiError> {
    let (response, guard) = respond(method, address, body, header).await?;
    if !response.ok() {
        return Err(failure(address, &response, &guard).await);
    }
    let text = text(&response, &guard).await?;
    let header = |name| response.headers().get(name).ok().flatten().unwrap_or_default();
    let is_page = header("Content-Type").starts_with("text/html");
    Ok(Answer { status: response.status(), etag: header("ETag"), is_page, body: text })
}

/// Sends a request once. The guard lives until the content is read.
async fn respond(
    method: &str,
    address: &str,
    body: Option<&str>,
    header: Option<&(&'static str, String)>,
) -> Result<(Response, Guard), ApiError> {
    let many_rows = method == "POST" && (address == super::lots::LOTS || address.contains("/export"));
    let early = if method == "GET" { early::take(address).await } else { None };
    let guard = Guard::new(if many_rows { LONG_DEADLINE } else { DEADLINE })?;
    if let Some(response) = early {
        return Ok((response, guard));
    }
    let response = JsFuture::from(start(method, address, body, header, &guard.controller)?).await;
    let response = response.map_err(|_| guard.failure())?.dyn_into().map_err(|_| ApiError::Decode)?;
    Ok((response, guard))
}

async fn text(response: &Response, guard: &Guard) -> Result<String, ApiError> {
    let text = JsFuture::from(response.text().map_err(|_| ApiError::Network)?).await;
    Ok(text.map_err(|_| guard.failure())?.as_string().unwrap_or_default())
}

/// Reads the error of a response, and tells the session about a missing login or right.
async fn failure(address: &str, response: &Response, guard: &Guard) -> ApiError {
    let text = match text(response, guard).await {
        Ok(text) => text,
        Err(error) => return error,
    };
    if tells_session(address, response.status()) {
        let handler = REFUSED.with(|slot| slot.borrow().clone());
        if let Some(handler) = handler {
            handler(response.status());
        }
        if response.status() == 401 {
            return ApiError::LoggedOut;
        }
    }
    ApiError::from_body(response.status(), &text)
}

/// Returns true for an answer that tells of a missing login or right. A 401 of the login form means a wrong password,
/// and `me` and the logout expect theirs.
fn tells_session(address: &str, status: u16) -> bool {
    const OWN: [&str; 2] = ["/api/auth/log", "/api/auth/me"];
    matches!(status, 401 | 403) && !OWN.iter().any(|own| address.starts_with(own))
}

fn start(
    method: &str,
    address: &str,
    body: Option<&str>,
    header: Option<&(&'static str, String)>,
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
        if let Some((name, value)) = header {
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
    fn new(deadline: Duration) -> Result<Self, ApiError> {
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
            deadline,
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

#[cfg(test)]
mod tests {
    use super::tells_session;

    #[test]
    fn every_request_but_those_of_the_login_tells_that_the_session_has_ended() {
        for address in
            ["/api/prospects", "/api/auth/sessions/7", "/api/auth/verification", "/api/auth/second-facteur"]
        {
            assert!(tells_session(address, 401), "{address}");
        }
        for address in ["/api/auth/login", "/api/auth/logout", "/api/auth/logout-partout", "/api/auth/me"] {
            assert!(!tells_session(address, 401), "{address}");
        }
        assert!(tells_session("/api/sante", 403) && !tells_session("/api/sante", 404));
    }
}
