//! An external client: plain HTTP and JSON.

use std::sync::Mutex;

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{contract, log};

/// An HTTP client with a cookie or a key.
pub struct Client {
    http: reqwest::Client,
    url: String,
    origin: String,
    key: Option<String>,
    cookie: Mutex<Option<String>>,
}

/// A complete response.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// JSON body; null when there is none.
    pub body: Value,
}

impl Client {
    /// Creates a client of the instance at `url`.
    pub fn new(url: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            // The service closes connections idle for five seconds: a request must not use one at that moment.
            .pool_idle_timeout(std::time::Duration::from_secs(2))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { http, url: url.to_owned(), origin: url.to_owned(), key: None, cookie: Mutex::default() }
    }

    /// Returns a client with the same cookie and key at another instance.
    pub fn at(&self, url: &str) -> Self {
        let cookie = Mutex::new(self.cookie());
        Self {
            http: self.http.clone(),
            url: url.to_owned(),
            origin: url.to_owned(),
            key: self.key.clone(),
            cookie,
        }
    }

    /// Sets the origin of requests.
    pub fn with_origin(mut self, origin: String) -> Self {
        self.origin = origin;
        self
    }

    /// Sends `X-API-Key`.
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Logs in and keeps the cookie.
    pub async fn login(&self, email: &str, password: &str) {
        let answer = self.post("/api/auth/login", json!({ "email": email, "motDePasse": password })).await;
        answer.expect(200);
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        *self.cookie.lock().unwrap() = cookie.split(';').next().map(str::to_owned);
    }

    /// Builds a request with the cookie or key and our own pages' origin.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.bare_request(method, path).header("origin", &self.origin)
    }

    /// Builds a request without an origin, as a script or a page with a hidden origin sends it.
    pub fn bare_request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(key) = &self.key {
            request = request.header("x-api-key", key);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header(COOKIE, cookie);
        }
        request
    }

    /// Returns the session cookie, `name=value`.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Sends a GET.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::read(self.request(Method::GET, path)).await
    }

    /// Sends a POST with JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.request(Method::POST, path).json(&body)).await
    }

    /// Sends a DELETE without a body.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::read(self.request(Method::DELETE, path)).await
    }

    /// Sends a POST with JSON and an Idempotency-Key.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        Answer::read(self.request(Method::POST, path).header("idempotency-key", key).json(&body)).await
    }

    /// Sends a POST with any text as JSON.
    pub async fn post_text(&self, path: &str, body: impl Into<String>) -> Answer {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
        Answer::read(request.body(body.into())).await
    }
}

impl Answer {
    /// Sends a request, reads its response and checks it against the document.
    pub async fn read(request: reqwest::RequestBuilder) -> Self {
        let (http, request) = request.build_split();
        let request = request.unwrap();
        log::learn_request(&request);
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = http.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        log::learn_headers(&headers);
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        log::learn_body(&body);
        let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
        contract::expect_answer(&method, &path, status.as_u16(), media, &body);
        Self { status, headers, body }
    }

    /// Asserts the status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// Asserts a complete problem document with this status and code.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) -> &Self {
        self.expect(status);
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json", "{}", self.body);
        assert_eq!(self.body["code"], code, "{}", self.body);
        assert_eq!(self.body["status"], status, "{}", self.body);
        let trace = self.body["traceId"].as_str().unwrap_or_default();
        assert!(!trace.is_empty(), "{}", self.body);
        assert_eq!(self.headers["x-request-id"], trace);
        for text in ["type", "title", "detail"] {
            assert!(self.body[text].as_str().is_some_and(|text| !text.is_empty()), "{text}: {}", self.body);
        }
        self
    }

    /// Asserts a 422 for this field with this code.
    #[track_caller]
    pub fn expect_field(&self, champ: &str, code: &str) -> &Self {
        self.expect_problem(422, "VALIDATION");
        let erreurs = self.body["erreurs"].as_array().expect("erreurs");
        let found = erreurs.iter().any(|erreur| erreur["champ"] == champ && erreur["code"] == code);
        assert!(found, "{champ} {code}: {}", self.body);
        self
    }
}
