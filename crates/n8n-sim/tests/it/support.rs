//! Test bench: a stand-in, a service that receives its callbacks, and a client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use n8n_sim::{Callback, CallbackKind, Fault, Options, Sim, TypeAction};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

pub(crate) const KEY: &str = "une-cle-de-test";

/// Timeout of a test; normal waits are shorter.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// A callback that the service received.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) key: String,
    /// `None` when it was refused for its size or is not JSON.
    pub(crate) body: Option<Value>,
}

/// The test bench.
pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) client: Client,
    service: Service,
}

/// The service, as seen by a test.
pub(crate) struct Service {
    address: String,
    callbacks: mpsc::UnboundedReceiver<Received>,
    shared: Shared,
}

/// State that the service's requests share.
#[derive(Clone)]
struct Shared {
    received: mpsc::UnboundedSender<Received>,
    /// Responses to the next results, in order; 200 when none is left.
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    /// While false, results wait for their response.
    open: Arc<watch::Sender<bool>>,
}

impl Bench {
    pub(crate) fn start() -> Self {
        Self::with(Options::new(KEY))
    }

    pub(crate) fn with(options: Options) -> Self {
        let sim = Sim::start(Options { callback_retry_delay: Duration::ZERO, ..options }).unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { sim, client, service: Service::start() }
    }

    pub(crate) fn with_fault(fault: Fault) -> Self {
        let bench = Self::start();
        bench.sim.faults().add(fault).unwrap();
        bench
    }

    /// Splits the bench, for tests that end the stand-in first.
    pub(crate) fn split(self) -> (Sim, Service) {
        (self.sim, self.service)
    }

    /// Sets the response to the next result.
    pub(crate) fn answer_next(&self, status: u16, body: &str) {
        self.service.shared.answers.lock().unwrap().push_back((status, body.to_owned()));
    }

    /// Holds the responses to results until [`Self::release_answers`].
    pub(crate) fn hold_answers(&self) {
        self.service.shared.open.send_replace(false);
    }

    pub(crate) fn release_answers(&self) {
        self.service.release_answers();
    }

    /// Builds an envelope with the fields of every action type.
    pub(crate) fn envelope(&self, action: TypeAction) -> Value {
        json!({
            "idProspect": "PROS_1", "idConversion": 42, "typeAction": action, "formationRetenue": "CAP_BJ",
            "sessionVisee": null, "dateDebutSouhaitee": null, "nom": "Éluard-Test", "prenom": "Ada",
            "email": "ada@example.org", "typeEmail": "RELANCE", "message": null, "documentsRequis": [],
            "timestamp": "2026-02-17T09:30:00Z",
            "urlRappel": format!("http://{}/api/prospects/conversion-complete", self.service.address),
        })
    }

    pub(crate) async fn convert(&self) -> reqwest::Result<Response> {
        let envelope = self.envelope(TypeAction::ConvertirCandidat);
        self.post(TypeAction::ConvertirCandidat, "conv_42", &envelope).await
    }

    pub(crate) async fn post(&self, action: TypeAction, id: &str, body: &Value) -> reqwest::Result<Response> {
        let request = self.client.post(self.sim.webhook_url(action)).header("X-API-Key", KEY);
        request.header("webhook-id", id).json(body).send().await
    }

    /// Returns the next callback, step or result.
    pub(crate) async fn next_callback(&mut self) -> Received {
        self.service.next_callback().await
    }

    /// Returns the next result and skips earlier steps.
    pub(crate) async fn next_result(&mut self) -> Received {
        self.service.next_result().await
    }

    /// Waits until the stand-in is idle.
    pub(crate) async fn settle(&self) {
        assert!(self.sim.wait_idle(LIMIT).await, "a workflow is still running");
    }

    /// Waits until the stand-in is idle; returns the posted results, each attempt separately.
    pub(crate) async fn results(&self) -> Vec<Callback> {
        self.settle().await;
        self.sim.callbacks().into_iter().filter(|callback| callback.kind == CallbackKind::Complete).collect()
    }
}

impl Service {
    fn start() -> Self {
        let (received, callbacks) = mpsc::unbounded_channel();
        let shared = Shared { received, answers: Arc::default(), open: Arc::new(watch::Sender::new(true)) };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let data = web::Data::new(shared.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(1024 * 1024))
                .route("/api/prospects/conversion-complete", web::post().to(take))
                .route("/api/prospects/conversion-progress", web::post().to(take))
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
        Self { address, callbacks, shared }
    }

    pub(crate) fn release_answers(&self) {
        self.shared.open.send_replace(true);
    }

    async fn next_callback(&mut self) -> Received {
        tokio::time::timeout(LIMIT, self.callbacks.recv()).await.expect("no callback came").unwrap()
    }

    pub(crate) async fn next_result(&mut self) -> Received {
        loop {
            let callback = self.next_callback().await;
            if callback.path.ends_with("/conversion-complete") {
                return callback;
            }
        }
    }
}

async fn take(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    service: web::Data<Shared>,
) -> HttpResponse {
    let path = request.path().to_owned();
    let key = request.headers().get("x-api-key").map(|key| key.to_str().unwrap().to_owned());
    let too_large = body.is_err();
    let body: Option<Value> = body.ok().and_then(|body| serde_json::from_slice(&body).ok());
    let unreadable = body.is_none();
    let progress = path.ends_with("progress");
    service.received.send(Received { path, key: key.unwrap_or_default(), body }).ok();
    if progress {
        return HttpResponse::NoContent().finish();
    }
    service.open.subscribe().wait_for(|open| *open).await.unwrap();
    if too_large {
        return HttpResponse::PayloadTooLarge().json(json!({ "code": "CHARGE_TROP_GRANDE" }));
    }
    if unreadable {
        return HttpResponse::BadRequest().json(json!({ "code": "REQUETE_INVALIDE" }));
    }
    let next = service.answers.lock().unwrap().pop_front();
    let (status, text) = next.unwrap_or((200, json!({ "dejaTraite": false }).to_string()));
    HttpResponse::build(status.try_into().unwrap()).content_type("application/json").body(text)
}
