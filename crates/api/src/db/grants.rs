//! Grants the rights of the service role. The role owns no table, so PostgreSQL itself refuses changes of the schema
//! and of append-only rows.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};

/// Tables in which the service inserts, updates and deletes rows.
pub const CHANGING: [&str; 41] = [
    "anciennes_coordonnees",
    "anciens_candidats",
    "annonces_relances",
    "appareils_connus",
    "auth_sessions",
    "canaris",
    "candidats",
    "cles_api",
    "codes_secours",
    "conversions_en_cours",
    "conversions_journal",
    "disjoncteurs",
    "documents_requis",
    "echecs_authentification",
    "fermetures",
    "formations",
    "historique_emails",
    "invitations",
    "journal_erreurs",
    "journal_reperes",
    "liste_attente",
    "lots",
    "lots_lignes",
    "messages_signes",
    "notes",
    "notifications",
    "notifications_lues",
    "oppositions",
    "pieces_candidat",
    "prospects",
    "prospects_distincts",
    "prospects_effectifs",
    "prospects_effectifs_statuts",
    "prospects_parcours",
    "purges",
    "regles_financement",
    "relectures",
    "seconds_facteurs",
    "sessions",
    "utilisateurs",
    "vues",
];
/// Tables in which the service only inserts rows. A database function with the owner's rights deletes old ones.
pub const APPEND_ONLY: [&str; 2] = ["audit_prospects", "journal_securite"];
/// Tables that only `migrate` writes.
pub const READ_ONLY: [&str; 1] = ["__diesel_schema_migrations"];

/// Grants `role` the rights that the service needs, and revokes all others from it and from PUBLIC. All statements are
/// sent in one message and form one transaction, so a running service keeps its rights.
pub async fn give(conn: &mut AsyncPgConnection, role: &str) -> QueryResult<()> {
    let role = quoted(role);
    let functions = list_functions(conn).await?;
    let named = |wanted: fn(&&Function) -> bool| {
        functions.iter().filter(wanted).map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let all = named(|_| true);
    // PostgreSQL runs a trigger function without the EXECUTE right.
    let called = named(|one| !one.is_trigger);
    let of_functions = format!(
        "REVOKE EXECUTE ON FUNCTION {all} FROM PUBLIC, {role}; GRANT EXECUTE ON FUNCTION {called} TO {role};"
    );
    conn.batch_execute(&(of_tables(&role) + &of_functions)).await
}

/// Returns the SQL for the rights on tables, sequences and the schema. Default privileges cover the tables of later
/// migrations, because their triggers run before `migrate` grants rights.
fn of_tables(role: &str) -> String {
    let all = [&CHANGING[..], &APPEND_ONLY, &READ_ONLY].concat().join(", ");
    format!(
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
         GRANT USAGE ON SCHEMA public TO {role};
         REVOKE ALL ON {all} FROM PUBLIC, {role};
         GRANT SELECT ON {all} TO {role};
         GRANT INSERT ON {}, {} TO {role};
         GRANT UPDATE, DELETE ON {} TO {role};
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
         ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role};
         ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role};",
        CHANGING.join(", "),
        APPEND_ONLY.join(", "),
        CHANGING.join(", "),
    )
}

/// Quotes an identifier for SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A function of this schema, with its parameter types in SQL.
#[derive(QueryableByName)]
struct Function {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_trigger: bool,
}

/// Lists the functions of the schema, except those of extensions.
async fn list_functions(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Function>> {
    diesel::sql_query(
        "SELECT oid::regprocedure::text AS name, prorettype = 'trigger'::regtype AS is_trigger FROM pg_proc AS f
         WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS (
             SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = f.oid AND deptype = 'e')
         ORDER BY 1",
    )
    .load(conn)
    .await
}

/// Rights of a role in the schema.
#[derive(Debug, Clone, QueryableByName)]
pub struct Standing {
    /// Name of the role.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// True when the role is the owner of a table, can become it, or is a superuser.
    #[diesel(sql_type = Bool)]
    pub owns: bool,
    /// True when the role can create tables.
    #[diesel(sql_type = Bool)]
    pub creates: bool,
    /// Number of tables that the role cannot read.
    #[diesel(sql_type = BigInt)]
    pub unreadable: i64,
}

/// Returns the rights of the role of this connection.
pub async fn own_standing(conn: &mut AsyncPgConnection) -> QueryResult<Standing> {
    #[derive(QueryableByName)]
    struct Me {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let me: Me = diesel::sql_query("SELECT current_user::text AS name").get_result(conn).await?;
    standing(conn, &me.name).await
}

/// Returns the rights of an existing role.
pub async fn standing(conn: &mut AsyncPgConnection, role: &str) -> QueryResult<Standing> {
    diesel::sql_query(
        "SELECT $1 AS name,
             EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
                 AND pg_has_role($1, relowner, 'MEMBER')) AS owns,
             has_schema_privilege($1, 'public', 'CREATE') AS creates,
             (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                 AND NOT has_table_privilege($1, oid, 'SELECT')) AS unreadable",
    )
    .bind::<Text, _>(role)
    .get_result(conn)
    .await
}
