//! The commands besides `serve`, and their database.

use crate::process::{End, Setup};
use crate::support::db::TestDb;
use crate::support::proxy::{Proxy, free_address, owner_url_through, url_as, url_through};

const COMMANDS: [&[&str]; 3] = [
    &["migrate"],
    &["seed", "--prospects", "20"],
    &[
        "create-admin",
        "--email",
        "sophie@ecole.example",
        "--first-name",
        "Sophie",
        "--last-name",
        "Martin",
        "--password",
        "mot de passe de test",
    ],
];

/// Runs `create-admin` for Sophie with these options.
async fn create(db: &TestDb, options: &[&str], password: &str) -> End {
    let arguments = ["create-admin", "--email", "sophie@ecole.example", "--password", password];
    Setup::new(&[&arguments, options].concat()).on(db).start().end().await
}

#[tokio::test]
async fn commands_wait_for_a_database_that_is_away() {
    for arguments in COMMANDS {
        let db = TestDb::create().await;
        let address = free_address();
        let setup = Setup::new(arguments).set("DATABASE_URL", &url_through(&db, &address));
        let process = setup.set("DATABASE_OWNER_URL", &owner_url_through(&db, &address)).start();
        let told = process.complained("waiting up to 60 s").await;
        // Commands that create tables or indexes connect as the owner of the tables.
        let variable = if arguments[0] == "create-admin" { "DATABASE_URL: " } else { "DATABASE_OWNER_URL: " };
        assert!(told.starts_with(variable), "{arguments:?}: {told}");
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
        create(&db, &["--first-name", "Sophie", "--last-name", "Martin"], password)
            .await
            .expect_refusal("--password: ");
    }
    assert_eq!(db.count("SELECT count(*) AS count FROM utilisateurs").await, 0);
}

#[tokio::test]
async fn a_new_account_is_refused_without_the_name_of_its_person() {
    let db = TestDb::create().await;
    let password = "mot de passe de test";
    create(&db, &["--first-name", "Anne"], password).await.expect_refusal("--last-name: ");
    create(&db, &["--last-name", "Petit"], password).await.expect_refusal("--first-name: ");
    for unseen in [" ", "\u{3164}\u{200B}", "An\nne"] {
        create(&db, &["--first-name", unseen, "--last-name", "Petit"], password)
            .await
            .expect_refusal("--first-name: ");
    }
    assert_eq!(db.count("SELECT count(*) AS count FROM utilisateurs").await, 0);
    let end = create(&db, &["--first-name", "An\u{200B}ne", "--last-name", "Petit"], password).await;
    assert!(end.status.success(), "{end:?}");
    // An existing account keeps the name that is not given.
    let end = create(&db, &["--last-name", "Legrand"], password).await;
    assert!(end.status.success(), "{end:?}");
    let name = db.text("SELECT prenom || ' ' || nom AS text FROM utilisateurs").await;
    assert_eq!(name.as_deref(), Some("Anne Legrand"));
}

#[tokio::test]
async fn an_account_that_exists_is_left_alone_when_the_command_says_so() {
    let db = TestDb::create().await;
    let options = ["--first-name", "Anne", "--last-name", "Petit", "--if-absent"];
    for password in ["mot de passe de test", "établi lime et chalumeau"] {
        let end = create(&db, &options, password).await;
        assert!(end.status.success(), "{end:?}");
    }
    let entries = "SELECT count(*) AS count FROM journal_securite WHERE evenement = 'CREATE_ADMIN'";
    assert_eq!(db.count(entries).await, 1);
}

#[tokio::test]
async fn a_database_that_a_school_uses_gets_no_invented_people_unless_the_command_says_so() {
    let db = TestDb::create().await;
    let end = create(&db, &["--first-name", "Anne", "--last-name", "Petit"], "mot de passe de test").await;
    assert!(end.status.success(), "{end:?}");
    let end = Setup::new(&["seed", "--prospects", "20"]).on(&db).start().end().await;
    end.expect_refusal("the database is in use (accounts: 1, ");
    assert_eq!(db.count("SELECT count(*) AS count FROM prospects").await, 0);
    for _ in 0..2 {
        let seed = ["seed", "--prospects", "20", "--allow-in-use"];
        Setup::new(&seed).on(&db).start().end().await.expect_success();
    }
    // The database already has demo data, so the command writes nothing and succeeds.
    let end = Setup::new(&["seed", "--prospects", "20"]).on(&db).start().end().await;
    assert!(end.expect_success().out[0].starts_with("Nothing changed: "), "{end:?}");
    assert_eq!(db.count("SELECT count(*) AS count FROM prospects").await, 20);
}

#[tokio::test]
async fn the_french_flags_of_former_versions_are_still_understood() {
    let db = TestDb::create().await;
    let seed = ["seed", "--prospects", "20", "--graine", "2", "--base-en-service"];
    Setup::new(&seed).on(&db).start().end().await.expect_success();
    let names = ["--prenom", "Anne", "--nom", "Petit", "--si-absent"];
    let account =
        ["create-admin", "--email", "anne@ecole.example", "--mot-de-passe", "établi lime et chalumeau"];
    Setup::new(&[&account[..], &names].concat()).on(&db).start().end().await.expect_success();
}

#[tokio::test]
async fn the_version_names_the_commit_of_the_build() {
    let db = TestDb::create().await;
    let end = Setup::new(&["--version"]).on(&db).start().end().await;
    let version = end.expect_success().out[0].clone();
    let commit = version.strip_prefix(concat!("prospects-api ", env!("CARGO_PKG_VERSION"), " ("));
    let commit = commit.and_then(|rest| rest.strip_suffix(')')).expect("a version and a commit");
    assert!(
        commit == "unknown" || commit.len() == 12 && commit.chars().all(|c| c.is_ascii_hexdigit()),
        "{version}"
    );
}
