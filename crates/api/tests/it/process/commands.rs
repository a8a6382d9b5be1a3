//! The commands beside `serve` and the database.

use super::wait::free_address;
use crate::support::db::TestDb;
use crate::support::process::Setup;
use crate::support::proxy::{Proxy, url_as, url_through};

const COMMANDS: [&[&str]; 3] = [
    &["migrate"],
    &["seed", "--prospects", "20"],
    &["create-admin", "--email", "sophie@ecole.example", "--mot-de-passe", "mot de passe de test"],
];

#[tokio::test]
async fn commands_wait_for_a_database_that_is_away() {
    for arguments in COMMANDS {
        let db = TestDb::create().await;
        let address = free_address();
        let process = Setup::new(arguments).set("DATABASE_URL", &url_through(&db, &address)).start();
        let told = process.complained("waiting up to 60 s").await;
        assert!(told.starts_with("DATABASE_URL: "), "{told}");
        let _proxy = Proxy::listen(&address, &db).await;
        let end = process.end().await;
        assert!(end.status.success() && end.err.len() == 1, "{arguments:?}: {end:?}");
        assert_eq!(end.out.len(), 1, "{arguments:?}: {end:?}");
    }
}

#[tokio::test]
async fn commands_refuse_a_wrong_database_in_one_line() {
    let db = TestDb::create().await;
    let url = url_as(&db, "inconnu:secret-de-test");
    for arguments in COMMANDS {
        for url in ["n’importe quoi", &url] {
            let end = Setup::new(arguments).set("DATABASE_URL", url).start().end().await;
            end.expect_refusal("DATABASE_URL: ");
            assert!(!format!("{end:?}").contains("secret-de-test"), "{end:?}");
        }
    }
}

#[tokio::test]
async fn the_first_admin_may_not_have_a_weak_password_either() {
    let db = TestDb::create().await;
    for password in ["onze lettre", "azertyuiop12", "sophiemartin", ""] {
        let arguments = ["create-admin", "--email", "sophie@ecole.example", "--mot-de-passe", password];
        let end = Setup::new(&arguments).on(&db).start().end().await;
        end.expect_refusal("--mot-de-passe: ");
    }
    assert_eq!(db.count("SELECT count(*) AS count FROM utilisateurs").await, 0);
}
