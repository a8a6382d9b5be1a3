//! Tests of TLS to PostgreSQL: connections are encrypted, and certificate and name are verified, unless configured
//! otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use prospects_api::db::connect::tls_version;
use prospects_api::notifications::all_records_changed;

use crate::process::{End, Setup};
use crate::support::app::{TestApp, until};
use crate::support::data;
use crate::support::db::{Server, TestDb};
use crate::support::postgres::{Authority, Cluster};
use crate::support::sources::rust_files;
use crate::support::stream::Stream;

/// Server name in the certificate.
const NAME: &str = "db.ecole.example";

/// Runs `migrate` on this database; returns its end.
async fn migrate(server: &Server, variables: &[(&str, &str)]) -> End {
    let setup = Setup::new(&["migrate"]).set("DATABASE_URL", &server.url("postgres"));
    variables.iter().fold(setup, |setup, (name, value)| setup.set(name, value)).start().end().await
}

fn trusting(authority: &Authority) -> String {
    let path = authority.file.path().to_str().unwrap();
    format!("sslrootcert={path}")
}

#[tokio::test]
async fn every_connection_of_the_service_is_encrypted_the_one_that_listens_too() {
    let authority = Authority::generate();
    // The cluster refuses unencrypted connections.
    let cluster = Cluster::start(&authority, NAME).await;
    let db = TestDb::create_on(&cluster.server(NAME, &trusting(&authority))).await;
    data::catalogue(&db).await;
    assert_eq!(tls_version(&mut db.connect().await).await.unwrap().as_deref(), Some("TLSv1.3"));
    let one = TestApp::setup().with_workers().start_on(db);
    let two = TestApp::setup().with_workers().beside(&one);
    let listening = "SELECT count(*) AS count FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
        WHERE application_name = 'prospects-api wake' AND ssl AND query ~ 'LISTEN|NOTIFY'";
    until(async || (one.db.count(listening).await == 2).then_some(())).await;
    let mut stream = Stream::open(&one.admin().await.at(&two.url)).await;
    // This change writes no row; the instances notify each other.
    all_records_changed(&one.state);
    stream.next_of("prospect").await;
}

#[tokio::test]
async fn a_certificate_of_another_authority_or_name_is_refused_in_one_line() {
    let (authority, other) = (Authority::generate(), Authority::generate());
    let cluster = Cluster::start(&authority, NAME).await;
    let [ours, others] = [&authority, &other].map(|one| one.file.path().to_str().unwrap().to_owned());
    let by_name = cluster.server(NAME, "application_name=test");
    migrate(&by_name, &[("DATABASE_CA_FILE", &ours)]).await.expect_success();
    // One authority signed nothing here, although the name is right; the other authorities are the system's.
    let strangers: [&[(&str, &str)]; 2] = [&[("DATABASE_CA_FILE", &others)], &[]];
    for variables in strangers {
        let end = migrate(&by_name, variables).await;
        end.expect_refusal("DATABASE_URL: ");
        assert!(end.err[0].ends_with("; DATABASE_CA_FILE names the authority that signed it"), "{end:?}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        for host in ["autre.ecole.example", "127.0.0.1"] {
            let misnamed = cluster.server(host, &format!("sslmode={mode}"));
            let misnamed = migrate(&misnamed, &[("DATABASE_CA_FILE", &ours)]).await;
            misnamed.expect_refusal("DATABASE_URL: ");
            assert!(misnamed.err[0].contains("not valid for name"), "{misnamed:?}");
        }
    }
    let serve = Setup::serve().set("DATABASE_URL", &by_name.url("postgres")).set("DATABASE_CA_FILE", &others);
    let end = serve.start().end().await;
    end.expect_refusal("DATABASE_URL: ");
    assert!(end.log("waiting").is_empty(), "{end:?}");
}

#[tokio::test]
async fn a_server_elsewhere_without_encryption_is_refused_unless_the_url_says_disable() {
    let db = TestDb::create().await;
    let elsewhere = |parameters: &str| db.server().elsewhere("db.ecole.example", parameters).url(db.name());
    let end =
        Setup::new(&["migrate"]).set("DATABASE_URL", &elsewhere("application_name=test")).start().end().await;
    end.expect_refusal("DATABASE_URL: ");
    assert!(end.err[0].contains("server does not support TLS"), "{end:?}");
    let told = "DATABASE_URL says sslmode=disable";
    let disabled = elsewhere("sslmode=disable");
    Setup::new(&["migrate"]).set("DATABASE_URL", &disabled).start().end().await.expect_success();
    let serving = Setup::serve().set("DATABASE_URL", &disabled).start();
    assert_eq!(serving.logged(told).await["level"], "WARN");
    let here = Setup::serve().on(&db).start();
    here.ready().await;
    assert!(here.log(told).is_empty());
}

/// Code that opens connections without the configuration.
const OTHER_WAYS: [&str; 4] =
    ["NoTls", "tokio_postgres::connect(", "PgConnection::establish(", "MakeRustlsConnect::new("];

#[test]
fn one_function_opens_every_connection() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path().join("src")).collect();
    // The drill only uses a cluster of this machine, and shares no code with the service.
    folders.retain(|folder| !folder.ends_with("drill/src"));
    let mut ways = Vec::new();
    for path in folders.iter().flat_map(|folder| rust_files(folder)) {
        let text = fs::read_to_string(&path).unwrap();
        ways.extend(OTHER_WAYS.iter().filter(|way| text.contains(**way)).map(|way| (path.clone(), *way)));
    }
    assert!(
        matches!(ways.as_slice(), [(path, "MakeRustlsConnect::new(")] if path.ends_with("api/src/db/connect.rs")),
        "{ways:?}"
    );
}
