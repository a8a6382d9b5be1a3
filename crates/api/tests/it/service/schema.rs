//! `schema.rs` matches the migrations.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::db::TestDb;

/// Type and nullability by table and column.
type Columns = BTreeMap<(String, String), (String, bool)>;

const SCHEMA: &str = include_str!("../../../src/db/schema.rs");

/// Returns the columns of `schema.rs`.
fn declared() -> Columns {
    let mut columns = Columns::new();
    let (mut table, mut renamed) = (String::new(), None);
    for line in SCHEMA.lines().map(str::trim) {
        if let Some(head) = line.strip_suffix(") {").and_then(|line| line.split_once(" (")) {
            head.0.clone_into(&mut table);
        } else if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            renamed = Some(name.trim_end_matches("\"]").to_owned());
        } else if let Some((name, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let nullable = kind.strip_prefix("Nullable<").and_then(|inner| inner.strip_suffix('>'));
            let name = renamed.take().unwrap_or_else(|| name.to_owned());
            columns.insert((table.clone(), name), (nullable.unwrap_or(kind).to_owned(), nullable.is_some()));
        }
    }
    columns
}

/// Returns the type of `schema.rs` for a PostgreSQL type.
fn kind_of(postgres: &str, element: &str) -> String {
    let kind = match postgres {
        "bigint" => "Int8",
        "integer" => "Int4",
        "smallint" => "Int2",
        "text" => "Text",
        "boolean" => "Bool",
        "double precision" => "Float8",
        "date" => "Date",
        "timestamp with time zone" => "Timestamptz",
        "jsonb" => "Jsonb",
        "bytea" => "Bytea",
        // An element may always be null.
        "ARRAY" => return format!("Array<Nullable<{}>>", kind_of(element, "")),
        other => panic!("say here what {other} is in schema.rs"),
    };
    kind.to_owned()
}

/// Returns the columns that the migrations create.
async fn migrated(db: &TestDb) -> Columns {
    let sql = "SELECT jsonb_agg(jsonb_build_array(c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES', e.data_type))::text AS text
        FROM information_schema.columns c
        LEFT JOIN information_schema.element_types e ON e.object_schema = c.table_schema AND e.object_name = c.table_name
            AND e.object_type = 'TABLE' AND e.collection_type_identifier = c.dtd_identifier
        WHERE c.table_schema = 'public' AND c.table_name <> '__diesel_schema_migrations'";
    let rows: Vec<(String, String, String, bool, Option<String>)> =
        serde_json::from_str(&db.text(sql).await.unwrap()).unwrap();
    let column = |(table, name, kind, nullable, element): (String, String, String, bool, Option<String>)| {
        ((table, name), (kind_of(&kind, element.as_deref().unwrap_or_default()), nullable))
    };
    rows.into_iter().map(column).collect()
}

#[tokio::test]
async fn every_table_and_column_is_declared_as_the_migrations_make_it() {
    let db = TestDb::create().await;
    let (declared, migrated) = (declared(), migrated(&db).await);
    let differs = |one: &Columns, other: &Columns| {
        one.iter()
            .filter(|(key, value)| other.get(*key) != Some(*value))
            .map(|(key, value)| format!("{key:?}: {value:?}"))
            .collect::<Vec<_>>()
    };
    let (missing, invented) = (differs(&migrated, &declared), differs(&declared, &migrated));
    assert!(
        missing.is_empty() && invented.is_empty(),
        "run `make schema`. Migrated: {missing:#?}. Declared: {invented:#?}"
    );
    assert!(declared.len() > 100, "schema.rs was not read: {} columns", declared.len());
}

#[tokio::test]
async fn every_table_says_what_it_is_for() {
    let db = TestDb::create().await;
    let silent = db
        .text(
            "SELECT string_agg(relname, ', ') AS text FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '__diesel_schema_migrations'
               AND obj_description(oid) IS NULL",
        )
        .await;
    assert_eq!(silent, None);
}

#[tokio::test]
async fn the_tables_of_the_contract_are_there() {
    let db = TestDb::create().await;
    let found: Value = serde_json::from_str(
        &db.text("SELECT jsonb_agg(table_name ORDER BY table_name)::text AS text FROM information_schema.tables WHERE table_schema = 'public'")
            .await
            .unwrap(),
    )
    .unwrap();
    for table in [
        "utilisateurs",
        "prospects",
        "candidats",
        "formations",
        "sessions",
        "documents_requis",
        "historique_emails",
        "conversions_en_cours",
        "notifications",
        "journal_erreurs",
    ] {
        assert!(found.as_array().unwrap().contains(&table.into()), "{table}");
    }
}
