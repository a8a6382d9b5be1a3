//! Loads one prospect with all its columns.

use chrono::{DateTime, Utc};
use common::candidat::CandidatResume;
use common::liste_attente::PlaceAttente;
use common::prospect::{AdressePartagee, Prospect};
use common::{IdProspect, MotifPerte};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::ProspectRow;
use crate::db::Code;
use crate::db::actions::ActionRow;
use crate::db::schema::{formations, prospects, utilisateurs};

/// All columns of a prospect that the contract shows.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct FullRow {
    #[diesel(embed)]
    row: ProspectRow,
    adresse: Option<String>,
    code_postal: Option<String>,
    resume_ia: Option<String>,
    motif_perte: Option<Code<MotifPerte>>,
    date_anonymisation: Option<DateTime<Utc>>,
    /// Version of the record, incremented by each change; it makes the `ETag`.
    pub version: i32,
}

impl FullRow {
    /// Returns the email addresses and the telephone numbers.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        (self.row.emails(), self.row.telephones())
    }

    /// Builds the prospect from its row and from other tables; the caller fills `actionsPossibles`.
    pub fn prospect(
        self,
        candidat: Option<CandidatResume>,
        listes_attente: Vec<PlaceAttente>,
        running: Vec<ActionRow>,
        adresse_partagee_avec: Vec<AdressePartagee>,
    ) -> Prospect {
        let (emails, telephones) = self.coordinates();
        Prospect {
            resume: self.row.resume(running.last().map(ActionRow::type_action)),
            emails,
            telephones,
            adresse: self.adresse,
            code_postal: self.code_postal,
            resume_ia: self.resume_ia,
            motif_perte: self.motif_perte.map(|motif| motif.0),
            date_anonymisation: self.date_anonymisation.map(Into::into),
            adresse_partagee_avec,
            candidat,
            listes_attente,
            actions_possibles: Vec::new(),
            actions_en_cours: running.into_iter().map(Into::into).collect(),
        }
    }
}

/// Finds the row of one prospect.
pub async fn find(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<FullRow>> {
    prospects::table
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .left_join(utilisateurs::table)
        .filter(prospects::id_prospect.eq(id.as_str()))
        .select(FullRow::as_select())
        .first(&mut &*conn)
        .await
        .optional()
}
