//! Initial data of a drill: two formations, sessions with few seats, prospects, accounts.

use anyhow::Context as _;

use crate::Setup;
use crate::api::Api;
use crate::database::Database;

/// The data to act on.
pub(crate) struct Fixtures {
    /// Prospects, in the order of their use.
    pub(crate) prospects: Vec<String>,
    /// Sessions of `CAP_BJ`.
    pub(crate) sessions: Vec<i64>,
}

/// Email addresses of the accounts.
pub(crate) const ADMINS: [&str; 2] = ["admin-1@ecole.example", "admin-2@ecole.example"];

/// Migrates an empty database and fills it.
pub(crate) async fn prepare(
    setup: &Setup,
    database: &Database,
    api: &Api,
    (prospects, sessions): (usize, usize),
) -> anyhow::Result<Fixtures> {
    people(setup, api)?;
    database.execute(CATALOGUE).await?;
    database.execute(&insert_sessions(sessions)).await?;
    Ok(Fixtures {
        prospects: add_prospects(database, prospects).await?,
        sessions: database.numbers("SELECT id_session FROM sessions ORDER BY id_session").await?,
    })
}

/// Updates the statistics of the tables that a drill fills. The others are empty and must have none, as in a new
/// installation: with statistics of an empty table, PostgreSQL plans its statements to read all its rows.
pub(crate) const ANALYZE: &str = "VACUUM ANALYZE prospects, prospects_effectifs, prospects_effectifs_statuts,
    sessions, formations, audit_prospects";

/// Adds prospects who wish for `CAP_BJ`, and returns all such prospects.
pub(crate) async fn add_prospects(database: &Database, count: usize) -> anyhow::Result<Vec<String>> {
    database.execute(&insert_prospects(count)).await.context("prospects")?;
    database.execute(ANALYZE).await?;
    let sql = "SELECT id_prospect FROM prospects WHERE formation_souhaitee = 'CAP_BJ'
        ORDER BY date_creation, nom, id_prospect";
    database.texts(sql).await
}

/// Migrates a database and creates the accounts, or resets their passwords.
pub(crate) fn people(setup: &Setup, api: &Api) -> anyhow::Result<()> {
    api.tool(&["migrate"], "")?;
    for email in ADMINS {
        api.tool(
            &["create-admin", "--email", email, "--first-name", "Sophie", "--last-name", "Martin"],
            &setup.password,
        )?;
    }
    Ok(())
}

const CATALOGUE: &str = "INSERT INTO formations (code, nom, duree_heures, tarif) VALUES
    ('CAP_BJ', 'CAP Bijouterie-Joaillerie', 800, 9500), ('GEMMO', 'Gemmologie', 120, 2400);
    INSERT INTO documents_requis (id_formation, code, libelle, ordre)
    SELECT id_formation, 'CV', 'CV', 1 FROM formations";

/// Returns the SQL that inserts sessions with one to six seats.
fn insert_sessions(count: usize) -> String {
    format!(
        "INSERT INTO sessions (id_formation, libelle, date_debut, date_fin, capacite, statut_session)
         SELECT id_formation, 'Session ' || n, current_date + 60, current_date + 360, 1 + n % 6, 'OUVERTE'
         FROM formations, generate_series(1, {count}) AS n WHERE code = 'CAP_BJ'"
    )
}

/// Returns the SQL that inserts prospects. One in four has a name that starts like the previous one, so that file
/// numbers collide.
fn insert_prospects(count: usize) -> String {
    format!(
        "INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, source, date_premier_contact, date_dernier_contact)
         SELECT chr(65 + m / 17576 % 26) || chr(97 + m / 676 % 26) || chr(97 + m / 26 % 26) || chr(97 + m % 26) || 'ier',
             'Marie', ARRAY['prospect-' || n || '@exemple.example'], 'CAP_BJ', 'FORMULAIRE', now(), now()
         FROM generate_series(0, {count} - 1) AS n, LATERAL (SELECT n - n / 4) AS name (m)"
    )
}
