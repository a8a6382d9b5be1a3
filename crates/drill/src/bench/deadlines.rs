//! Measures the list of date limits at the size of a large school.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::Instant;

use super::{Bench, median, ms, percentile};

/// Number of coming sessions.
const SESSIONS: usize = 60;
/// Number of prospects, with every way of paying and formation.
const PROSPECTS: usize = 3_000;
/// Number of requests, one after the other.
const REQUESTS: usize = 200;
/// The list of all limits.
const LIST: &str = "/api/echeances";

/// Adds sessions and prospects, and prints the duration of the list.
pub(super) async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    bench.database.execute(&school()).await.context("sessions and prospects")?;
    let mut took: Vec<Duration> = Vec::with_capacity(REQUESTS);
    let mut total = 0;
    for _ in 0..REQUESTS {
        let began = Instant::now();
        let list = bench.clients.read(0, LIST).await?;
        took.push(began.elapsed());
        total = list["data"].as_array().map_or(0, Vec::len);
    }
    println!(
        "GET {LIST}, {PROSPECTS} prospects, {SESSIONS} sessions, {total} limits: median {}, 99 % below {}",
        ms(median(&took)),
        ms(percentile(&took, 99))
    );
    Ok(())
}

/// Returns the SQL of a large school. Its prospects replace those whose actions were measured before.
fn school() -> String {
    format!(
        "INSERT INTO formations (code, nom, duree_heures, tarif)
         SELECT 'FORMATION_' || n, 'Formation ' || n, 800, 9500 FROM generate_series(1, 10) n ON CONFLICT DO NOTHING;
         INSERT INTO sessions (id_formation, libelle, date_debut, date_fin, capacite, statut_session)
         SELECT id_formation, 'Session ' || n, current_date + 30 + 10 * n, current_date + 330 + 10 * n, 12, 'OUVERTE'
         FROM generate_series(1, {SESSIONS}) n JOIN formations ON code = 'FORMATION_' || 1 + n % 10;
         INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, mode_financement, source,
             date_premier_contact, date_dernier_contact)
         SELECT 'Echeance', 'Marie', ARRAY['echeance-' || n || '@exemple.example'], 'FORMATION_' || 1 + n % 10,
             (ARRAY['CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'ENTREPRISE', 'PERSONNEL', 'ALTERNANCE', 'FAF'])
                 [1 + n / 10 % 8], 'EMAIL', now(), now()
         FROM generate_series(1, {PROSPECTS}) n;
         SELECT prospects_effectifs_replier();
         ANALYZE"
    )
}
