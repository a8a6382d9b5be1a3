//! What a drill begins with: two formations, sessions of few seats, people, and who logs in.

use anyhow::Context as _;

use crate::Setup;
use crate::api::Api;
use crate::database::Database;

/// What there is to click on.
pub(crate) struct Scenery {
    /// Prospects, in the order in which they are to be used.
    pub(crate) prospects: Vec<String>,
    /// Sessions of `CAP_BJ`.
    pub(crate) sessions: Vec<i64>,
}

/// The people who log in.
pub(crate) const ADMINS: [&str; 2] = ["admin-1@ecole.example", "admin-2@ecole.example"];

/// Migrates an empty database and fills it.
pub(crate) async fn prepare(
    setup: &Setup,
    database: &Database,
    api: &Api,
    (prospects, sessions): (usize, usize),
) -> anyhow::Result<Scenery> {
    api.tool(&["migrate"], "")?;
    for email in ADMINS {
        api.tool(
            &["create-admin", "--email", email, "--prenom", "Sophie", "--nom", "Martin"],
            &setup.password,
        )?;
    }
    database.execute(CATALOGUE).await?;
    database.execute(&insert_sessions(sessions)).await?;
    database.execute(&insert_prospects(prospects)).await.context("prospects")?;
    database.execute("ANALYZE").await?;
    Ok(Scenery {
        prospects: database
            .texts("SELECT id_prospect FROM prospects ORDER BY date_creation, nom, id_prospect")
            .await?,
        sessions: database.numbers("SELECT id_session FROM sessions ORDER BY id_session").await?,
    })
}

const CATALOGUE: &str = "INSERT INTO formations (code, nom, duree_heures, tarif) VALUES
    ('CAP_BJ', 'CAP Bijouterie-Joaillerie', 800, 9500), ('GEMMO', 'Gemmologie', 120, 2400);
    INSERT INTO documents_requis (id_formation, code, libelle, ordre)
    SELECT id_formation, 'CV', 'CV', 1 FROM formations";

/// From one to six seats each.
fn insert_sessions(count: usize) -> String {
    format!(
        "INSERT INTO sessions (id_formation, libelle, date_debut, date_fin, capacite, statut_session)
         SELECT id_formation, 'Session ' || n, current_date + 60, current_date + 360, 1 + n % 6, 'OUVERTE'
         FROM formations, generate_series(1, {count}) AS n WHERE code = 'CAP_BJ'"
    )
}

/// One in four has a name that begins as the one before, and so a file number that collides.
fn insert_prospects(count: usize) -> String {
    format!(
        "INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, source, date_premier_contact, date_dernier_contact)
         SELECT chr(65 + m / 17576 % 26) || chr(97 + m / 676 % 26) || chr(97 + m / 26 % 26) || chr(97 + m % 26) || 'ier',
             'Marie', ARRAY['prospect-' || n || '@exemple.example'], 'CAP_BJ', 'FORMULAIRE', now(), now()
         FROM generate_series(0, {count} - 1) AS n, LATERAL (SELECT n - n / 4) AS name (m)"
    )
}
