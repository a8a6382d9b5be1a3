//! The live stream during an outage of the database.

use super::rows::{notify, settle};
use crate::support::app::TestApp;
use crate::support::stream::Stream;

#[tokio::test]
async fn streams_outlive_an_absence_of_the_database() {
    let app = TestApp::setup().with_workers().set("HEARTBEAT_S", 1).start().await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    notify(&app.db, "ADMIN", "avant").await;
    assert_eq!(stream.next_titles(1).await, ["avant"]);
    app.db.take_away().await;
    // Two heartbeats: a check of the login without a response precedes the second one.
    stream.next_of("battement").await;
    stream.next_of("battement").await;
    app.db.give_back().await;
    notify(&app.db, "ADMIN", "après").await;
    settle(&app.db).await;
    // A `resync` comes as well, since notices of other instances may have been missed.
    assert_eq!(stream.next_of("notification").await.data["titre"], "après");
}
