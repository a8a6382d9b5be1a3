//! Rights of the role that serves. It owns nothing, so PostgreSQL refuses it every change of the schema and of the entries
//! of append-only tables, whatever statement it is made to run.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};

/// Tables whose rows come, change and go.
pub const CHANGING: [&str; 28] = [
    "anciennes_coordonnees",
    "appareils_connus",
    "auth_sessions",
    "canaris",
    "candidats",
    "codes_secours",
    "conversions_en_cours",
    "conversions_journal",
    "disjoncteurs",
    "documents_requis",
    "echecs_authentification",
    "formations",
    "historique_emails",
    "invitations",
    "journal_erreurs",
    "journal_reperes",
    "messages_signes",
    "notifications",
    "notifications_lues",
    "oppositions",
    "prospects",
    "prospects_distincts",
    "prospects_effectifs",
    "purges",
    "relectures",
    "seconds_facteurs",
    "sessions",
    "utilisateurs",
];
/// Tables whose rows come and stay. Old ones go by a function of the database, which runs with the rights of the owner.
pub const APPEND_ONLY: [&str; 2] = ["audit_prospects", "journal_securite"];
/// Tables that `migrate` alone writes.
pub const READ_ONLY: [&str; 1] = ["__diesel_schema_migrations"];

/// Gives `role` what the service needs, and takes what it does not need from it and from everybody. All of it at once
/// (several statements in one message are one transaction): a service that runs meanwhile loses nothing.
pub async fn give(conn: &mut AsyncPgConnection, role: &str) -> QueryResult<()> {
    let role = quoted(role);
    let functions = list_functions(conn).await?;
    let named = |wanted: fn(&&Function) -> bool| {
        functions.iter().filter(wanted).map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let all = named(|_| true);
    // A trigger runs its function without the right to call it.
    let called = named(|one| !one.is_trigger);
    let of_functions = format!(
        "REVOKE EXECUTE ON FUNCTION {all} FROM PUBLIC, {role}; GRANT EXECUTE ON FUNCTION {called} TO {role};"
    );
    conn.batch_execute(&(of_tables(&role) + &of_functions)).await
}

/// Rights on tables, sequences and the schema. A table of a later migration can be read and added to before `migrate` has
/// come to its end: triggers that write it work from its first moment.
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

/// An identifier as SQL wants it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A function of ours, with the types of its parameters, as SQL names it.
#[derive(QueryableByName)]
struct Function {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_trigger: bool,
}

/// Functions of the schema, without those of extensions.
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

/// What a role may do in the schema.
#[derive(Debug, Clone, QueryableByName)]
pub struct Standing {
    /// Name of the role.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether it is, or can become, the owner of a table; a superuser always can.
    #[diesel(sql_type = Bool)]
    pub owns: bool,
    /// Whether it can create a table.
    #[diesel(sql_type = Bool)]
    pub creates: bool,
    /// How many tables it can't read.
    #[diesel(sql_type = BigInt)]
    pub unreadable: i64,
}

/// The standing of the role of this connection.
pub async fn own_standing(conn: &mut AsyncPgConnection) -> QueryResult<Standing> {
    #[derive(QueryableByName)]
    struct Me {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let me: Me = diesel::sql_query("SELECT current_user::text AS name").get_result(conn).await?;
    standing(conn, &me.name).await
}

/// The standing of a role, which must exist.
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
