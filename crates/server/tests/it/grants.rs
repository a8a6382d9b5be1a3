//! Tests of the rights of the service role: it owns no table, so PostgreSQL refuses everything that the service does
//! not need.

use std::collections::BTreeSet;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use prospects_api::db::grants::{APPEND_ONLY, CHANGING, READ_ONLY};

use crate::process::Setup;
use crate::support::db::{SERVICE_ROLE, TestDb};

/// Functions of the schema, without those of extensions, because PUBLIC can call these.
const OURS: &str = "pg_proc AS f WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = f.oid AND deptype = 'e')";

/// Asserts that PostgreSQL refuses the statement for a missing right, not by a trigger or another error.
#[track_caller]
fn expect_denied(statement: &str, done: diesel::QueryResult<()>) {
    let told = done.expect_err(statement).to_string();
    let rights = ["permission denied", "must be owner", "must be superuser", "must be member"];
    assert!(rights.iter().any(|right| told.starts_with(right)), "{statement}: {told}");
}

async fn deny(conn: &mut AsyncPgConnection, statement: &str) {
    expect_denied(statement, conn.batch_execute(statement).await);
}

#[tokio::test]
async fn every_table_says_how_the_service_may_change_it() {
    let db = TestDb::create().await;
    let tables = "SELECT relname::text AS text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p', 'v', 'm', 'f')";
    let tables: BTreeSet<String> = db.texts(tables).await.into_iter().collect();
    let listed = [&CHANGING[..], &APPEND_ONLY, &READ_ONLY].concat();
    assert_eq!(listed.iter().map(|table| (*table).to_owned()).collect::<BTreeSet<_>>(), tables);
    assert_eq!(listed.len(), tables.len(), "a table is in two lists");
}

#[tokio::test]
async fn the_service_has_the_rights_of_each_list_and_no_other() {
    let db = TestDb::create().await;
    for (list, rights) in [
        (&CHANGING[..], "DELETE INSERT SELECT UPDATE"),
        (&APPEND_ONLY, "INSERT SELECT"),
        (&READ_ONLY, "SELECT"),
    ] {
        for table in list {
            let held = format!(
                "SELECT coalesce(string_agg(privilege_type, ' ' ORDER BY privilege_type), '') AS text
                 FROM pg_class, aclexplode(relacl) WHERE oid = '{table}'::regclass
                   AND grantee IN (0, '{SERVICE_ROLE}'::regrole)"
            );
            assert_eq!(db.texts(&held).await, [rights], "{table}");
        }
    }
}

#[tokio::test]
async fn an_entry_of_an_append_only_table_can_not_be_changed_by_the_service() {
    let db = TestDb::create().await;
    let mut service = db.connect_as_service().await;
    for table in APPEND_ONLY {
        let trigger = format!(
            "SELECT tgname::text AS text FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname LIKE '%_sans_retouche'"
        );
        let [trigger] = &db.texts(&trigger).await[..] else { panic!("{table} is not guarded") };
        for statement in [
            format!("UPDATE {table} SET date_evenement = now() WHERE false"),
            format!("DELETE FROM {table} WHERE false"),
            format!("TRUNCATE {table}"),
            format!("SELECT FROM {table} FOR UPDATE"),
            format!("MERGE INTO {table} USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER {trigger}"),
            format!("DROP TRIGGER {trigger} ON {table}"),
            format!("ALTER TABLE {table} OWNER TO {SERVICE_ROLE}"),
            format!("DROP TABLE {table}"),
        ] {
            deny(&mut service, &statement).await;
        }
    }
}

#[tokio::test]
async fn the_service_can_not_change_the_schema_or_its_own_rights() {
    let db = TestDb::create().await;
    let mut service = db.connect_as_service().await;
    for statement in [
        "CREATE TABLE neuve (id int)",
        "CREATE FUNCTION neuve() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE OR REPLACE FUNCTION audit_purger(avant timestamptz, lot integer) RETURNS bigint LANGUAGE sql RETURN 1",
        "ALTER FUNCTION audit_purger(timestamptz, integer) RESET search_path",
        "ALTER TABLE prospects ADD COLUMN neuve int",
        "CREATE TRIGGER neuf BEFORE INSERT ON audit_prospects EXECUTE FUNCTION ajout_seul('x')",
        "CREATE SCHEMA neuf",
        "SET session_replication_role = replica",
        "SET ROLE pg_database_owner",
        "TRUNCATE prospects CASCADE",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        deny(&mut service, statement).await;
    }
    // Without a grant option, PostgreSQL grants nothing and only warns.
    service.batch_execute("GRANT ALL ON audit_prospects TO PUBLIC").await.unwrap();
    deny(&mut service, "DELETE FROM audit_prospects").await;
}

#[tokio::test]
async fn functions_are_the_services_and_those_of_triggers_are_nobodys() {
    let db = TestDb::create().await;
    let callable = |role: &str| {
        format!(
            "SELECT oid::regprocedure::text AS text FROM {OURS} AND has_function_privilege('{role}', oid, 'EXECUTE')"
        )
    };
    // Every role has the rights of PUBLIC.
    assert_eq!(db.texts(&callable("public")).await, Vec::<String>::new());
    let called: BTreeSet<_> = db.texts(&callable(SERVICE_ROLE)).await.into_iter().collect();
    let others =
        format!("SELECT oid::regprocedure::text AS text FROM {OURS} AND prorettype <> 'trigger'::regtype");
    assert_eq!(called, db.texts(&others).await.into_iter().collect());
    assert!(called.contains("audit_purger(timestamp with time zone,integer)"), "{called:?}");
}

#[tokio::test]
async fn a_function_with_the_rights_of_the_owner_says_where_it_looks() {
    let db = TestDb::create().await;
    let definers = format!("SELECT coalesce(proconfig::text, '') AS text FROM {OURS} AND prosecdef");
    let called = db.texts(&format!("{definers} AND prorettype <> 'trigger'::regtype")).await;
    assert_eq!(called.len(), APPEND_ONLY.len(), "one for each append-only table: {called:?}");
    for setting in db.texts(&definers).await {
        assert_eq!(setting, r#"{"search_path=pg_catalog, public, pg_temp"}"#);
    }
}

#[tokio::test]
async fn a_table_of_a_later_migration_takes_rows_from_its_first_moment_and_loses_none() {
    let db = TestDb::create().await;
    db.execute("CREATE TABLE neuve (id bigint GENERATED ALWAYS AS IDENTITY)").await;
    let mut service = db.connect_as_service().await;
    service.batch_execute("INSERT INTO neuve DEFAULT VALUES; SELECT id FROM neuve").await.unwrap();
    deny(&mut service, "DELETE FROM neuve").await;
}

#[tokio::test]
async fn migrate_gives_back_the_rights_that_a_restoration_leaves_out() {
    let db = TestDb::create().await;
    db.execute(&format!("DROP OWNED BY {SERVICE_ROLE}")).await;
    let mut service = db.connect_as_service().await;
    deny(&mut service, "SELECT FROM prospects").await;
    let told = async || {
        let end = Setup::new(&["doctor"]).on(&db);
        let end = end.set("N8N_WEBHOOK_BASE_URL", "http://127.0.0.1:9").set("N8N_API_KEY", &"x".repeat(32));
        end.start().end().await.out.into_iter().find(|line| line.contains(" role: ")).unwrap()
    };
    assert!(told().await.starts_with("FAIL role: it_service lacks rights"), "{}", told().await);
    Setup::new(&["migrate"]).on(&db).start().end().await.expect_success();
    service.batch_execute("UPDATE prospects SET nom = nom; SELECT FROM audit_prospects").await.unwrap();
    deny(&mut service, "DELETE FROM audit_prospects").await;
    assert_eq!(told().await, "ok   role: it_service owns nothing");
}

#[tokio::test]
async fn migrate_refuses_a_role_for_the_service_that_owns_the_tables_or_is_none() {
    let db = TestDb::create().await;
    let owner = secrecy::ExposeSecret::expose_secret(&db.owner_config().url).to_owned();
    let migrate = |url: &str| Setup::new(&["migrate"]).on(&db).set("DATABASE_URL", url).start().end();
    migrate(&owner).await.expect_refusal("DATABASE_URL: the role postgres owns the tables");
    let unknown = crate::support::proxy::url_as(&db, "inconnu:x");
    migrate(&unknown).await.expect_refusal("DATABASE_URL: role \"inconnu\" does not exist");
    let alone = Setup::new(&["migrate"]).set("DATABASE_URL", &owner).start().end().await;
    alone.expect_success();
}
