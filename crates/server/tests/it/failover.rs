//! A standby takes over from a primary that dies.

use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::postgres::{Authority, Cluster};
use crate::support::stream::Stream;

/// Server name in the certificate of both.
const NAME: &str = "db.ecole.example";

#[tokio::test]
async fn a_promoted_standby_is_found_without_a_restart_and_has_everything_that_was_acknowledged() {
    let authority = Authority::generate();
    let trusted = format!("sslrootcert={}", authority.file.path().to_str().unwrap());
    let primary = Cluster::start(&authority, NAME).await;
    let standby = primary.standby().await;
    // The standby comes first, and accepts no writes before its promotion.
    let db = TestDb::create_on(&Cluster::servers(&[&standby, &primary], NAME, &trusted)).await;
    data::catalogue(&db).await;
    // From now on a commit is on both before it is acknowledged.
    db.execute("ALTER SYSTEM SET synchronous_standby_names = '*'").await;
    db.execute("SELECT pg_reload_conf()").await;
    let app = TestApp::setup().with_workers().start_on(db);
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    let create = async |number: u32| {
        let person =
            json!({ "nom": "Relais", "prenom": "Anne", "email": format!("anne{number}@relais.example") });
        admin.post("/api/prospects", person).await
    };
    let mut acknowledged = Vec::new();
    for number in 0..20 {
        acknowledged.push(create(number).await.expect(201).body["idProspect"].as_str().unwrap().to_owned());
    }

    drop(primary);
    admin.get("/sante/pret").await.expect(503);
    standby.promote().await;

    until(async || (admin.get("/sante/pret").await.status == 200).then_some(())).await;
    for id in &acknowledged {
        admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    }
    let new = create(20).await.expect(201).body["idProspect"].clone();
    stream.next_where(|event| event.name == "prospect" && event.data["idProspect"] == new).await;
}
