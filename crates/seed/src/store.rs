//! Inserts generated prospects in batches. Identifiers from the database are matched by unique columns, never by the
//! order of the response.

use std::collections::HashMap;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::catalogue::SessionDatee;
use super::errors::ErreurFaite;
use super::generator::{ActionDite, Dossier};
use super::notifications::{Recent, Suite};
use super::rows::{ActionNeuve, CandidatNeuf, EmailNeuf, ErreurNeuve, EvenementNeuf, ProspectNeuf};
use prospects_api::db::schema::{
    candidats, conversions_en_cours, conversions_journal, historique_emails, journal_erreurs, notifications,
    prospects,
};

/// Maximum number of rows per statement: the widest table has 25 columns, and a statement takes 65 535 parameters.
const ROWS: usize = 2_000;

/// Number of rows written so far.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) prospects: usize,
    pub(super) emails: usize,
    pub(super) actions: usize,
    pub(super) candidats: usize,
    pub(super) erreurs: usize,
    pub(super) notifications: usize,
}

/// Inserts prospects, and keeps totals and notifications.
pub(super) struct Store<'a> {
    sessions: &'a [SessionDatee],
    ids_of_sessions: Vec<i64>,
    pub(super) totals: Totals,
    recent: Recent,
}

/// Inserts rows in chunks.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        // Collected, so that no iterator with closures lives across an await.
        let rows: Vec<_> = $rows.collect();
        let mut count = 0;
        for batch in rows.chunks(ROWS) {
            count += diesel::insert_into($table).values(batch).execute($conn).await?;
        }
        count
    }};
}

/// The unique columns of an action before it has an identifier.
type ActionKey = (String, String, DateTime<Utc>);

impl<'a> Store<'a> {
    /// Creates the store; `ids_of_sessions` are the identifiers of `sessions`, in their order.
    pub(super) fn new(sessions: &'a [SessionDatee], ids_of_sessions: Vec<i64>) -> Self {
        Self { sessions, ids_of_sessions, totals: Totals::default(), recent: Recent::default() }
    }

    /// Inserts prospects with their dependent rows.
    pub(super) async fn write(
        &mut self,
        conn: &mut AsyncPgConnection,
        dossiers: &[Dossier],
    ) -> anyhow::Result<()> {
        self.totals.prospects += insert_all!(conn, prospects::table, dossiers.iter().map(ProspectNeuf::from));
        let ids: Vec<String> = dossiers.iter().map(|dossier| dossier.fiche.id()).collect();
        let emails = dossiers
            .iter()
            .zip(&ids)
            .flat_map(|(dossier, id)| dossier.courriels.iter().map(|courriel| EmailNeuf::new(id, courriel)));
        self.totals.emails += insert_all!(conn, historique_emails::table, emails);
        let actions: Vec<_> = dossiers
            .iter()
            .zip(&ids)
            .flat_map(|(dossier, id)| dossier.actions.iter().map(move |told| (dossier, id.as_str(), told)))
            .collect();
        let ids_of_actions = self.write_actions(conn, &actions).await?;
        let ids_of_candidats = self.write_candidats(conn, &actions, &ids_of_actions).await?;
        write_pieces(conn, dossiers, &ids_of_candidats).await?;
        let ids_of_errors = self.write_errors(conn, &actions, &ids_of_actions).await?;
        for ((dossier, id, told), id_action) in actions.iter().zip(&ids_of_actions) {
            let converted = told.action.formation.and(dossier.candidat.as_ref());
            self.recent.offer(&Suite {
                action: &told.action,
                id_prospect: id,
                nom_complet: &dossier.fiche.nom_complet(),
                candidat: converted.zip(ids_of_candidats.get(*id).copied()),
                id_erreur: ids_of_errors.get(id_action).copied(),
            });
        }
        Ok(())
    }

    /// Inserts the actions and their events; returns their identifiers in the order of the actions.
    async fn write_actions(
        &mut self,
        conn: &mut AsyncPgConnection,
        actions: &[Told<'_>],
    ) -> anyhow::Result<Vec<i64>> {
        let mut known = HashMap::new();
        // Restarted actions need the identifier of the earlier one, so they are inserted last.
        for taking_up in [false, true] {
            let rows = actions.iter().filter(|(_, _, told)| told.action.relance == taking_up).map(|told| {
                let taken_up = if taking_up { taken_up(told, &known) } else { None };
                self.action_row(told, taken_up)
            });
            let rows: Vec<_> = rows.collect();
            for batch in rows.chunks(ROWS) {
                known.extend(insert_actions(conn, batch).await?);
            }
        }
        let ids =
            actions.iter().map(|told| known.get(&key(told)).copied().context("an action without identifier"));
        let ids = ids.collect::<anyhow::Result<Vec<i64>>>()?;
        self.totals.actions += ids.len();
        let events = actions.iter().zip(&ids).flat_map(|((_, _, told), id)| {
            told.action.histoire.evenements.iter().map(move |event| EvenementNeuf::new(*id, event))
        });
        insert_all!(conn, conversions_journal::table, events);
        Ok(ids)
    }

    fn action_row<'b>(&'b self, (_, id, told): &Told<'b>, relance_de: Option<i64>) -> ActionNeuve<'b> {
        let action = &told.action;
        let story = &action.histoire;
        ActionNeuve {
            id_prospect: id,
            type_action: action.type_action.as_str(),
            statut_action: action.statut.as_str(),
            partielle: action.partielle,
            etape: story.etape,
            pourcentage: story.pourcentage,
            tentatives: story.tentatives,
            formation_retenue: action.formation,
            id_session: self.id_of_session(action.session),
            session_visee: action
                .session
                .and_then(|index| self.sessions.get(index))
                .map(|one| one.libelle.as_str()),
            date_debut_souhaitee: action.date_debut_souhaitee,
            parametres: &action.parametres,
            workflow_id: action.workflow_id,
            execution_id: action.execution_id.as_deref(),
            message_erreur: story.message_erreur.as_deref(),
            resultat: action.resultat.as_ref(),
            rappel: action.rappel.as_ref(),
            demande_par: action.demande_par,
            relance_de,
            remplacee: action.remplacee,
            date_debut: story.debut,
            date_fin: story.fin,
            duree_ms: (story.fin - story.debut).num_milliseconds(),
            date_livraison: story.livraison,
            date_tentative: story.livraison.or(Some(story.fin)),
            statut_http: story.livraison.map(|_| 200),
            date_rappel: action.rappel.as_ref().map(|_| story.fin),
        }
    }

    /// Inserts the candidates; returns their identifiers by prospect.
    async fn write_candidats(
        &mut self,
        conn: &mut AsyncPgConnection,
        actions: &[Told<'_>],
        ids: &[i64],
    ) -> anyhow::Result<HashMap<String, i64>> {
        let rows = actions.iter().zip(ids).filter_map(|((dossier, id_prospect, told), id)| {
            let candidat = told.action.formation.and(dossier.candidat.as_ref())?;
            Some(CandidatNeuf {
                id_prospect,
                id_conversion: *id,
                numero_dossier: &candidat.numero_dossier,
                lien_dossier_drive: candidat.lien_dossier_drive.as_deref(),
                formation_retenue: candidat.formation,
                id_session: self.id_of_session(candidat.session),
                date_debut_souhaitee: candidat.date_debut_souhaitee,
                statut_dossier: candidat.statut_dossier.as_str(),
                partielle: candidat.partielle,
                date_conversion: candidat.date,
            })
        });
        let rows: Vec<_> = rows.collect();
        let mut known = HashMap::new();
        for batch in rows.chunks(ROWS) {
            let inserted: Vec<(String, i64)> = diesel::insert_into(candidats::table)
                .values(batch)
                .returning((candidats::id_prospect, candidats::id_candidat))
                .get_results(conn)
                .await?;
            known.extend(inserted);
        }
        self.totals.candidats += known.len();
        Ok(known)
    }

    /// Inserts the entries of failed actions; returns their identifiers by action.
    async fn write_errors(
        &mut self,
        conn: &mut AsyncPgConnection,
        actions: &[Told<'_>],
        ids: &[i64],
    ) -> anyhow::Result<HashMap<i64, i64>> {
        let rows = actions.iter().zip(ids).filter_map(|((_, _, told), id)| {
            told.erreur.as_ref().map(|erreur| ErreurNeuve::new(erreur, Some(*id)))
        });
        let rows: Vec<_> = rows.collect();
        let mut known = HashMap::new();
        for batch in rows.chunks(ROWS) {
            let inserted: Vec<(Option<i64>, i64)> = diesel::insert_into(journal_erreurs::table)
                .values(batch)
                .returning((journal_erreurs::id_conversion, journal_erreurs::id))
                .get_results(conn)
                .await?;
            known.extend(
                inserted.into_iter().filter_map(|(action, entry)| action.map(|action| (action, entry))),
            );
        }
        self.totals.erreurs += known.len();
        Ok(known)
    }

    /// Inserts the rows that belong to no single prospect.
    pub(super) async fn finish(
        mut self,
        conn: &mut AsyncPgConnection,
        n8n_errors: &[ErreurFaite],
        maintenant: DateTime<Utc>,
    ) -> anyhow::Result<Totals> {
        let entries = n8n_errors.iter().map(|erreur| ErreurNeuve::new(erreur, None));
        self.totals.erreurs += insert_all!(conn, journal_erreurs::table, entries);
        self.totals.notifications =
            insert_all!(conn, notifications::table, self.recent.into_rows(maintenant).into_iter());
        Ok(self.totals)
    }

    fn id_of_session(&self, index: Option<usize>) -> Option<i64> {
        index.and_then(|index| self.ids_of_sessions.get(index)).copied()
    }
}

/// Writes the state of noted pieces; the database copied the pieces with the candidates.
async fn write_pieces(
    conn: &mut AsyncPgConnection,
    dossiers: &[Dossier],
    ids_of_candidats: &HashMap<String, i64>,
) -> QueryResult<()> {
    let rows = dossiers.iter().filter_map(|dossier| {
        let id = *ids_of_candidats.get(&dossier.fiche.id())?;
        Some(dossier.pieces.iter().map(move |piece| piece.row(id)))
    });
    let sql = "UPDATE pieces_candidat p
        SET etat = n.etat, motif = n.motif, lien = n.lien, date_etat = n.date_etat, auteur = n.auteur
        FROM jsonb_to_recordset($1) AS n (id_candidat bigint, code text, etat text, motif text, lien text,
            date_etat timestamptz, auteur text)
        WHERE p.id_candidat = n.id_candidat AND p.code = n.code";
    let rows: Vec<_> = rows.flatten().collect();
    diesel::sql_query(sql).bind::<Jsonb, _>(json!(rows)).execute(conn).await?;
    Ok(())
}

/// An action with its prospect.
type Told<'a> = (&'a Dossier, &'a str, &'a ActionDite);

fn key((_, id, told): &Told<'_>) -> ActionKey {
    ((*id).to_owned(), told.action.type_action.as_str().to_owned(), told.action.histoire.debut)
}

/// Returns the identifier of the failed action that `later` restarts: the last one of its type before it.
fn taken_up(later: &Told<'_>, known: &HashMap<ActionKey, i64>) -> Option<i64> {
    let mut earlier = later.0.actions.iter().filter(|told| {
        let same = told.action.type_action == later.2.action.type_action;
        same && told.action.remplacee && told.action.histoire.fin <= later.2.action.histoire.debut
    });
    known.get(&key(&(later.0, later.1, earlier.next_back()?))).copied()
}

async fn insert_actions(
    conn: &mut AsyncPgConnection,
    rows: &[ActionNeuve<'_>],
) -> QueryResult<impl Iterator<Item = (ActionKey, i64)> + use<>> {
    use conversions_en_cours::{date_debut, id_conversion, id_prospect, table, type_action};

    let inserted: Vec<(String, String, DateTime<Utc>, i64)> = diesel::insert_into(table)
        .values(rows)
        .returning((id_prospect, type_action, date_debut, id_conversion))
        .get_results(conn)
        .await?;
    Ok(inserted.into_iter().map(|(prospect, kind, begun, id)| ((prospect, kind, begun), id)))
}
