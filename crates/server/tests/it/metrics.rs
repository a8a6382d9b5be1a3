//! Metrics of a running service. A separate process, because counters belong to the process.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use n8n_sim::{Fault, FaultMode, Options, Sim};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::process::{Process, Setup};
use crate::support::app::{API_KEY, WEBHOOK_SECRET, until};
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::scene::{COMPLETE, CONVERT, conversion, id_of, success};

const README: &str = include_str!("../../../api/README.md");
const DASHBOARD: &str = include_str!("../../../api/monitoring/dashboard.json");
const ALERTS: &str = include_str!("../../../api/monitoring/alerts.yml");

/// A service with workers, a catalogue, an admin, and an n8n that accepts calls and never calls back.
struct Service {
    process: Process,
    db: TestDb,
    _n8n: Sim,
    scrape: String,
}

impl Service {
    async fn start() -> Self {
        let db = TestDb::create().await;
        data::catalogue(&db).await;
        data::person(&db, "sophie@ecole.example", "Sophie", "ADMIN").await;
        let n8n = Sim::start(Options { step_delay: Duration::ZERO, ..Options::new(API_KEY) }).unwrap();
        n8n.faults().add(Fault::new(FaultMode::Silence).always()).unwrap();
        let setup = Setup::serve().on(&db).set("N8N_WEBHOOK_BASE_URL", &n8n.webhook_base_url());
        let setup = setup.set("METRICS_ADDR", "127.0.0.1:0").set("CANARI_INTERVAL_S", "300");
        let process = setup.set("N8N_WEBHOOK_SECRET", WEBHOOK_SECRET).start();
        let address = process.logged("metrics").await["address"].as_str().unwrap().to_owned();
        process.ready().await;
        Self { process, db, _n8n: n8n, scrape: format!("http://{address}/metrics") }
    }

    /// Reads the metrics port, without a key.
    async fn text(&self) -> String {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.get(&self.scrape).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        answer.text().await.unwrap()
    }

    /// Waits until a series has this value.
    async fn expect(&self, series: &str, value: &str) {
        let line = format!("{series} {value}");
        until(async || self.text().await.lines().any(|one| one == line).then_some(())).await;
    }
}

/// Type and labels of each metric, by name.
type Families = BTreeMap<String, (String, BTreeSet<String>)>;

/// Parses Prometheus' text format.
fn exported(text: &str) -> Families {
    let mut families = Families::new();
    for line in text.lines() {
        if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|line| line.split_once(' ')) {
            families.insert(name.to_owned(), (kind.to_owned(), BTreeSet::new()));
        }
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, rest)) = line.split_once('{') else { continue };
        let (_, labels) = families.get_mut(family(name)).unwrap_or_else(|| panic!("{line}"));
        let inside = rest.rsplit_once('}').unwrap().0;
        let names = inside.split("\",").map(|label| label.split_once('=').unwrap().0.to_owned());
        labels.extend(names.filter(|label| label != "le"));
    }
    families
}

/// Returns the family of a series; a histogram has several series.
fn family(series: &str) -> &str {
    ["_bucket", "_sum", "_count"].iter().find_map(|suffix| series.strip_suffix(suffix)).unwrap_or(series)
}

/// Parses the table of the README.
fn documented() -> Families {
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `admissions_"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, kind, labels, meaning, _] = cells[..] else { panic!("{line}") };
        assert!(!meaning.is_empty(), "{line}");
        let labels = labels.split(", ").map(|label| label.trim_matches('`').to_owned());
        let labels = labels.filter(|label| !label.is_empty()).collect();
        (format!("admissions_{}", name.trim_end_matches('`')), (kind.to_owned(), labels))
    };
    rows.map(row).collect()
}

/// Returns the families that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|one: char| !one.is_ascii_alphanumeric() && one != '_');
    words.filter(|word| word.starts_with("admissions_")).map(|word| family(word).to_owned()).collect()
}

#[tokio::test]
async fn what_is_exported_is_what_the_readme_the_dashboard_and_the_alerts_name() {
    let service = Service::start().await;
    service.process.client().await.get("/sante/vivant").await.expect(200);
    service.expect("admissions_database_up", "1").await;
    let exported = exported(&service.text().await);
    assert_eq!(exported, documented());
    for (what, text) in [("dashboard.json", DASHBOARD), ("alerts.yml", ALERTS)] {
        let known: BTreeSet<String> = exported.keys().cloned().collect();
        let named = named(text);
        assert!(named.len() > 10, "{what}: {named:?}");
        assert!(named.is_subset(&known), "{what}: {:?}", named.difference(&known));
    }
    let unused: Vec<&String> = exported.keys().filter(|name| !named(DASHBOARD).contains(*name)).collect();
    assert!(unused.is_empty(), "the dashboard shows nothing of {unused:?}");
}

/// Returns the series of the answers to this method and route with this status.
fn http(method: &str, route: &str, status: u16) -> String {
    format!(
        "admissions_http_request_duration_seconds_count{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
    )
}

#[tokio::test]
async fn what_happens_is_counted() {
    let service = Service::start().await;
    let client = service.process.client().await;
    let prospect = data::prospect(&service.db, "Dumitru", "Marie").await;
    client.login("sophie@ecole.example", data::PASSWORD).await;
    client.get(&format!("/api/prospects/{prospect}")).await.expect(200);
    client.get("/api/inconnu/marie.dumitru").await.expect(404);
    let id = id_of(client.post(CONVERT, conversion(&prospect)).await.expect(202));
    let workflow = "workflow=\"CONVERTIR_CANDIDAT\"";
    service
        .expect(&format!("admissions_webhook_attempts_total{{{workflow},outcome=\"delivered\"}}"), "1")
        .await;
    service.expect(&format!("admissions_webhook_duration_seconds_count{{{workflow}}}"), "1").await;
    service.expect(&format!("admissions_actions_started_total{{{workflow}}}"), "1").await;
    service.expect(&format!("admissions_actions_running{{{workflow}}}"), "1").await;
    service.expect(&format!("admissions_canari_state{{{workflow},state=\"ACTIF\"}}"), "1").await;
    let n8n = Client::new(&format!("http://{}", service.process.address().await)).with_key(API_KEY);
    for _ in 0..2 {
        n8n.post(COMPLETE, success(id, "DUMI05112026")).await.expect(200);
    }
    n8n.post(COMPLETE, success(id, "AUTR05112026")).await.expect(409);
    n8n.post(COMPLETE, success(id + 1, "DUMI05112026")).await.expect(404);
    for outcome in ["new", "already_processed", "contradictory", "unknown"] {
        service.expect(&format!("admissions_callbacks_total{{outcome=\"{outcome}\"}}"), "1").await;
    }
    service.expect(&format!("admissions_actions_ended_total{{{workflow},statut=\"TERMINEE\"}}"), "1").await;
    service.expect(&format!("admissions_actions_running{{{workflow}}}"), "0").await;
    service.expect("admissions_logins_total{outcome=\"success\"}", "1").await;
    service.expect(&http("GET", "/api/prospects/{idProspect}", 200), "1").await;
    service.expect(&http("POST", CONVERT, 202), "1").await;
    service.expect(&http("GET", "none", 404), "1").await;
    service.expect("admissions_http_requests_in_flight", "0").await;
}

#[tokio::test]
async fn an_answer_that_comes_before_the_routes_has_its_route() {
    let service = Service::start().await;
    let client = service.process.client().await;
    let long = format!("/api/notifications?curseur={}", "a".repeat(9 * 1024));
    for (method, path, route, status) in [
        ("DELETE", "/api/sessions", "/api/sessions", 405),
        ("DELETE", "/api/candidats/1", "/api/candidats/{idCandidat}", 405),
        ("GET", "/sante/vivant?inconnu=1", "/sante/vivant", 400),
        ("GET", &long, "/api/notifications", 414),
        ("GET", "/api/%63andidats/1", "/api/candidats/{idCandidat}", 401),
    ] {
        let request = client.request(method.parse().unwrap(), path);
        Answer::read(request).await.expect(status);
        service.expect(&http(method, route, status), "1").await;
    }
}

#[tokio::test]
async fn nobody_is_named_in_it() {
    let service = Service::start().await;
    let client = service.process.client().await;
    let prospect = data::prospect(&service.db, "Dumitru", "Marie").await;
    let wrong = json!({ "email": "marie.dumitru@ecole.example", "motDePasse": "un autre mot de passe" });
    client.post("/api/auth/login", wrong).await.expect(401);
    client.login("sophie@ecole.example", data::PASSWORD).await;
    client.get(&format!("/api/prospects/{prospect}")).await.expect(200);
    client.get("/api/prospects?recherche=dumitru").await.expect(200);
    client.get("/marie.dumitru@exemple.example").await.expect(404);
    let odd = reqwest::Method::from_bytes(b"DUMITRU").unwrap();
    client.request(odd, "/api/prospects").send().await.unwrap();
    service.expect("admissions_logins_total{outcome=\"refused\"}", "1").await;
    let text = service.text().await.to_lowercase();
    for word in ["dumitru", "sophie", "@", "pros_1", API_KEY, "127.0.0.1"] {
        assert!(!text.contains(&word.to_lowercase()), "{word}");
    }
    assert!(text.contains("method=\"other\""), "{text}");
}

#[tokio::test]
async fn on_the_service_s_own_port_it_takes_the_key() {
    let service = Service::start().await;
    let client = service.process.client().await;
    client.get("/metrics").await.expect_problem(401, "CLE_API_INVALIDE");
    let url = format!("http://{}", service.process.address().await);
    Client::new(&url).with_key("une-autre").get("/metrics").await.expect_problem(401, "CLE_API_INVALIDE");
    Client::new(&url).with_key(API_KEY).get("/metrics").await.expect(200);
    service.expect("admissions_wrong_keys_total", "1").await;
}

#[tokio::test]
async fn a_database_that_is_away_fails_no_scrape() {
    let service = Service::start().await;
    service.expect("admissions_database_up", "1").await;
    service.db.take_away().await;
    service.expect("admissions_database_up", "0").await;
    let key = Client::new(&format!("http://{}", service.process.address().await)).with_key(API_KEY);
    key.get("/metrics").await.expect(200);
    service.db.give_back().await;
    service.expect("admissions_database_up", "1").await;
}

#[test]
fn the_dashboard_asks_whatever_prometheus_is_chosen() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    assert_eq!(dashboard["templating"]["list"][0]["type"], "datasource");
    let panels = dashboard["panels"].as_array().unwrap();
    let (rows, panels): (Vec<_>, Vec<_>) = panels.iter().partition(|panel| panel["type"] == "row");
    assert_eq!(rows.len(), 5);
    for panel in panels {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{panel}");
        let targets = panel["targets"].as_array().unwrap();
        assert!(
            !targets.is_empty()
                && targets.iter().all(|one| one["expr"].as_str().unwrap().contains("admissions_"))
        );
    }
    let ids: BTreeSet<i64> =
        dashboard["panels"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), dashboard["panels"].as_array().unwrap().len(), "an id is given twice");
}

#[test]
fn each_alert_says_how_grave_it_is_and_what_to_do() {
    let alerts: Vec<&str> = ALERTS.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 10);
    for alert in alerts {
        for line in ["expr: ", "for: ", "severity: ", "summary: ", "description: "] {
            assert_eq!(alert.matches(line).count(), 1, "{line} in {alert}");
        }
    }
}
