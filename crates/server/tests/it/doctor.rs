//! Tests of `doctor` without a running service.

use n8n_sim::{Fault, Options, Sim, TypeAction};
use secrecy::ExposeSecret as _;

use crate::process::{End, Setup};
use crate::support::app::{API_KEY, WEBHOOK_SECRET};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::proxy::free_address;

/// Starts a stand-in for n8n that verifies signatures.
fn n8n() -> Sim {
    Sim::start(Options { webhook_secret: Some(WEBHOOK_SECRET.into()), ..Options::new(API_KEY) }).unwrap()
}

/// Creates a database that passes all checks of `doctor`.
async fn database() -> TestDb {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    // The sessions start in the future on any date.
    db.execute("UPDATE sessions SET date_debut = current_date + 30, date_fin = current_date + 60").await;
    db
}

fn doctor(db: &TestDb, n8n: &Sim) -> Setup {
    Setup::new(&["doctor"])
        .on(db)
        .set("N8N_WEBHOOK_BASE_URL", &n8n.webhook_base_url())
        .set("N8N_API_KEY", API_KEY)
        .set("N8N_WEBHOOK_SECRET", WEBHOOK_SECRET)
}

/// Returns the failed lines.
fn failures(end: &End) -> Vec<&str> {
    end.out.iter().filter_map(|line| line.strip_prefix("FAIL ")).collect()
}

/// Returns the warnings.
fn warnings(end: &End) -> Vec<&str> {
    end.out.iter().filter_map(|line| line.strip_prefix("WARN ")).collect()
}

#[tokio::test]
async fn a_standby_that_serves_no_reads_is_a_warning_because_the_primary_serves_them() {
    let (db, n8n) = (database().await, n8n());
    let url = db.config().url;
    let end = doctor(&db, &n8n).set("DATABASE_URL_LECTURE", url.expose_secret()).start().end().await;
    end.expect_success();
    assert!(warnings(&end).contains(&"standby: the primary serves all reads: it is no standby"), "{end:?}");
}

#[tokio::test]
async fn a_sound_installation_is_a_line_a_check_and_exit_code_nought() {
    let (db, n8n) = (database().await, n8n());
    let listed = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(listed.path(), "un mot de passe connu\n").unwrap();
    let sound = doctor(&db, &n8n).set("METRICS_ADDR", "127.0.0.1:9100");
    let end = sound.set("PASSWORD_BLOCKLIST_FILE", listed.path().to_str().unwrap()).start().end().await;
    end.expect_success();
    let begin = |line: &String| line.split(": ").next().unwrap().to_owned();
    let checks: Vec<String> = end.out.iter().map(begin).collect();
    let expected = [
        "version",
        "variables",
        "database",
        "encryption",
        "migrations",
        "role",
        "formations",
        "sessions",
        "opposition list",
        "breakers",
        "workflow CONVERTIR_CANDIDAT",
        "workflow ENVOYER_DOSSIER",
        "workflow GENERER_DEVIS",
        "workflow ENVOYER_EMAIL",
        "webhooks",
        "signature",
        "passwords",
        "proxies",
        "metrics",
    ];
    assert_eq!(checks, expected.map(|check| format!("ok   {check}")));
    assert!(n8n.calls().iter().all(|call| !call.started), "nothing ran");
    let shown = format!("{end:?}");
    assert!(!shown.contains(API_KEY) && !shown.contains(WEBHOOK_SECRET), "{shown}");
}

#[tokio::test]
async fn each_workflow_that_does_not_answer_its_canari_says_what_to_do() {
    let (db, n8n) = (database().await, n8n());
    n8n.faults().add(Fault::status(404).always().for_action(TypeAction::EnvoyerDossier)).unwrap();
    let end = doctor(&db, &n8n).start().end().await;
    assert_eq!(end.status.code(), Some(1));
    let text = "Le workflow « Envoi du dossier » est désactivé dans n8n : ouvrez-le et activez-le.";
    assert_eq!(failures(&end), [format!("workflow ENVOYER_DOSSIER: {text}")]);
    let unsigned = doctor(&db, &n8n)
        .set("N8N_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
        .start()
        .end()
        .await;
    assert_eq!(failures(&unsigned).len(), 4, "{unsigned:?}");
    assert!(failures(&unsigned).iter().all(|line| line.contains("refuse notre signature")), "{unsigned:?}");
}

#[tokio::test]
async fn plain_http_for_other_machines_is_a_warning() {
    let (db, n8n) = (database().await, n8n());
    let end = doctor(&db, &n8n).set("PUBLIC_URL", "http://ecole.lan").start().end().await;
    end.expect_success();
    assert!(warnings(&end).iter().any(|line| line.starts_with("https: PUBLIC_URL is http")), "{end:?}");
}

#[tokio::test]
async fn an_https_address_without_a_proxy_that_is_trusted_is_missing_something() {
    let (db, n8n) = (database().await, n8n());
    let https = || doctor(&db, &n8n).set("PUBLIC_URL", "https://admissions.ecole.example");
    let end = https().start().end().await;
    assert_eq!(end.status.code(), Some(1));
    let lines = failures(&end);
    assert!(
        matches!(lines.as_slice(), [line] if line.starts_with("proxies: ") && line.contains("TRUSTED_PROXIES"))
    );
    https().set("TRUSTED_PROXIES", "10.0.0.2").start().end().await.expect_success();
}

#[tokio::test]
async fn what_works_and_could_be_better_is_a_warning() {
    let (db, n8n) = (database().await, Sim::start(Options::new(API_KEY)).unwrap());
    let elsewhere = db.server().elsewhere("db.ecole.example", "sslmode=disable").url(db.name());
    let end = doctor(&db, &n8n)
        .set("DATABASE_URL", &elsewhere)
        .set("N8N_WEBHOOK_SECRET", "")
        .set("N8N_WEBHOK_SECRET", WEBHOOK_SECRET)
        .set("DATABASE_CAFILE", "/etc/ssl/ca.pem")
        .start()
        .end()
        .await;
    end.expect_success();
    assert_eq!(
        warnings(&end),
        [
            "variables: DATABASE_CAFILE is not known; did you mean DATABASE_CA_FILE?",
            "variables: N8N_WEBHOK_SECRET is not known; did you mean N8N_WEBHOOK_SECRET?",
            "encryption: DATABASE_URL says sslmode=disable and the database is not on this machine: passwords and personal \
             data cross the network unencrypted",
            "role: postgres owns the tables: give DATABASE_URL a role that owns nothing, and migrate with DATABASE_OWNER_URL",
            "signature: our webhooks are not signed: N8N_WEBHOOK_SECRET is not set",
            "passwords: no list of breached ones: PASSWORD_BLOCKLIST_FILE is not set",
        ]
    );
}

#[tokio::test]
async fn an_address_of_webhooks_that_n8n_does_not_have_is_a_warning() {
    let (db, n8n) = (database().await, n8n());
    for base in ["", "/webhook-test", "/webhook/prospects"] {
        let url = n8n.webhook_base_url().replace("/webhook", base);
        let end = doctor(&db, &n8n).set("N8N_WEBHOOK_BASE_URL", &url).start().end().await;
        let told = warnings(&end);
        assert!(
            told.first().is_some_and(|one| one.starts_with("webhooks: N8N_WEBHOOK_BASE_URL does not end in")),
            "{end:?}"
        );
    }
    let slash = format!("{}/", n8n.webhook_base_url());
    doctor(&db, &n8n).set("N8N_WEBHOOK_BASE_URL", &slash).start().end().await.expect_success();
}

#[tokio::test]
async fn a_slip_of_the_pen_is_told_before_what_is_missing_for_it() {
    let setup = Setup::new(&["doctor"]).set("DATABSE_URL", "postgres://localhost/admissions");
    let end = setup.start().end().await;
    end.expect_refusal("DATABASE_URL: is not set");
    assert_eq!(warnings(&end), ["variables: DATABSE_URL is not known; did you mean DATABASE_URL?"]);
}

#[tokio::test]
async fn a_role_that_owns_the_tables_or_can_create_one_is_a_warning() {
    let (db, n8n) = (database().await, n8n());
    let owner = db.owner_config().url;
    let warning = async |setup: Setup| {
        let end = setup.start().end().await;
        end.expect_success();
        end.out.iter().find_map(|line| line.strip_prefix("WARN role: ")).unwrap_or_default().to_owned()
    };
    let told = warning(doctor(&db, &n8n).set("DATABASE_URL", owner.expose_secret())).await;
    assert!(told.starts_with("postgres owns the tables"), "{told}");
    db.execute("GRANT CREATE ON SCHEMA public TO PUBLIC").await;
    let told = warning(doctor(&db, &n8n)).await;
    assert!(told.starts_with("it_service can create tables"), "{told}");
}

#[tokio::test]
async fn a_breaker_that_is_open_and_a_list_that_can_not_be_read_are_missing_something() {
    let (db, n8n) = (database().await, n8n());
    db.execute(
        "UPDATE disjoncteurs SET echecs = 5, injoignable_depuis = '2026-11-05T09:00:00Z', prochain_essai = now()
         WHERE type_action = 'GENERER_DEVIS'",
    )
    .await;
    db.execute("INSERT INTO oppositions (empreinte, date_opposition) VALUES (decode(repeat('00', 32), 'hex'), now())")
        .await;
    let end = doctor(&db, &n8n).start().end().await;
    assert_eq!(end.status.code(), Some(1));
    assert_eq!(
        failures(&end),
        [
            "opposition list: somebody is on it and RGPD_HMAC_KEY is not set: nobody is let in",
            "breakers: calls wait for n8n (GENERER_DEVIS since 2026-11-05T09:00:00Z)",
        ]
    );
}

#[tokio::test]
async fn without_a_database_the_rest_is_checked_all_the_same() {
    let n8n = n8n();
    let setup = Setup::new(&["doctor"])
        .set("DATABASE_URL", &format!("postgres://admissions@{}/admissions", free_address()));
    let setup = setup.set("N8N_WEBHOOK_BASE_URL", &n8n.webhook_base_url()).set("N8N_API_KEY", API_KEY);
    let end = setup.set("N8N_WEBHOOK_SECRET", WEBHOOK_SECRET).start().end().await;
    assert_eq!(end.status.code(), Some(1));
    assert!(matches!(failures(&end).as_slice(), [line] if line.starts_with("database: ")), "{end:?}");
    assert!(end.out.iter().any(|line| line.starts_with("ok   workflow GENERER_DEVIS: ")), "{end:?}");
}
