//! Errors that stop the startup, in one line.

use std::net::TcpListener;

use crate::process::Setup;
use crate::support::db::TestDb;
use crate::support::proxy::url_as;

/// URL without a server: the tested errors occur before a connection.
const NO_DATABASE: &str = "postgres://127.0.0.1:9/admissions";

#[tokio::test]
async fn a_missing_variable_is_named_in_one_line() {
    let end = Setup::serve().start().end().await;
    end.expect_refusal("DATABASE_URL: is not set; `make run`");
    for variable in ["N8N_WEBHOOK_BASE_URL", "N8N_API_KEY"] {
        let end = Setup::serve().set("DATABASE_URL", NO_DATABASE).set(variable, "").start().end().await;
        end.expect_refusal(&format!("{variable}: is not set; "));
    }
}

#[tokio::test]
async fn a_wrong_value_is_named_in_one_line() {
    for (variable, value) in [
        ("LISTEN_ADDR", "8080"),
        ("PUBLIC_URL", "localhost"),
        ("CORS_ORIGINS", "ecole.example"),
        ("HEARTBEAT_S", "0"),
        ("DB_POOL_SIZE", "many"),
        ("HTTP_WORKERS", "-1"),
        ("WEBHOOK_BACKOFF", "0.5"),
        ("N8N_WEBHOOK_SECRET", "whsec_!"),
        ("LOG_FORMAT", "xml"),
        ("RUST_LOG", "loud=very"),
    ] {
        let end = Setup::serve().set("DATABASE_URL", NO_DATABASE).set(variable, value).start().end().await;
        end.expect_refusal(variable);
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).set("LISTEN_ADDR", &address);
    serve.start().end().await.expect_refusal(&format!("LISTEN_ADDR {address}: "));
}

#[tokio::test]
async fn a_list_of_passwords_that_can_not_be_read_is_named_in_one_line() {
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).set("PASSWORD_BLOCKLIST_FILE", "/nulle/part");
    serve.start().end().await.expect_refusal("PASSWORD_BLOCKLIST_FILE /nulle/part: ");
}

#[tokio::test]
async fn a_folder_without_the_page_is_named_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("dist");
    for path in [folder.path(), &nowhere] {
        let path = path.to_str().unwrap();
        let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).set("SPA_DIR", path);
        serve.start().end().await.expect_refusal(&format!("SPA_DIR {path}"));
    }
}

#[tokio::test]
async fn a_wrong_database_is_refused_without_a_word_of_its_address() {
    let db = TestDb::create().await;
    let right = url_as(&db, "postgres:secret-de-test");
    let (server, _) = right.rsplit_once('/').unwrap();
    for url in [
        "secret-de-test".to_owned(),
        format!("{server}:port/base"),
        "postgres://postgres:secret-de-test@/base".to_owned(),
        // Unknown role.
        url_as(&db, "inconnu:secret-de-test"),
        // Unknown database.
        format!("{server}/inconnue"),
        // The server speaks no TLS.
        format!("{right}?sslmode=require"),
    ] {
        let end = Setup::serve().set("DATABASE_URL", &url).start().end().await;
        end.expect_refusal("DATABASE_URL: ");
        let told = format!("{end:?}");
        assert!(!told.contains("secret-de-test") && !told.contains("postgres://postgres"), "{told}");
        assert!(end.log("waiting").is_empty() && end.log("the database is there").is_empty(), "{told}");
    }
}

#[tokio::test]
async fn plain_http_for_other_machines_is_told_at_the_start() {
    let told = "PUBLIC_URL is http and names another machine than localhost: passwords, personal data and the cookie, \
        which is not Secure, cross the network unencrypted; use https behind a proxy";
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE);
    let process = serve.set("PUBLIC_URL", "http://ecole.lan").start();
    assert_eq!(process.logged(told).await["level"], "WARN");
}

#[tokio::test]
async fn an_https_address_without_a_proxy_that_is_trusted_is_told_at_the_start() {
    let told = "PUBLIC_URL is https and TRUSTED_PROXIES is empty: everybody behind the proxy shares one limit of failed \
        logins and of connections";
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE);
    let process = serve.set("PUBLIC_URL", "https://admissions.ecole.example").start();
    assert_eq!(process.logged(told).await["level"], "WARN");
}

#[tokio::test]
async fn a_variable_that_looks_misspelt_is_told_at_the_start() {
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).set("WEBHOOK_TIMEOUT", "5000");
    let told = serve.start().logged("WEBHOOK_TIMEOUT is not known; did you mean WEBHOOK_TIMEOUT_MS?").await;
    assert_eq!(told["level"], "WARN");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn as_many_files_may_be_open_as_the_system_allows() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    // The service inherits a lower limit from this program.
    let limit = getrlimit(Resource::Nofile);
    let lower = limit.maximum.map_or(4_096, |most| most - 1);
    setrlimit(Resource::Nofile, Rlimit { current: Some(lower), ..limit }).unwrap();
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).start();
    serve.address().await;
    let (current, highest) = serve.open_files();
    assert_eq!(current, highest);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_thread_interrupts_another_process() {
    /// `SCHED_BATCH` (linux/sched.h).
    const BATCH: &str = "3";
    let serve = Setup::serve().set("DATABASE_URL", NO_DATABASE).start();
    serve.address().await;
    let threads = serve.scheduling();
    assert!(threads.len() > 1, "{threads:?}");
    assert!(threads.iter().all(|(nice, policy)| nice == "0" && policy == BATCH), "{threads:?}");
}
