//! Loads one prospect with all its columns, and tells which other tables know it.

use chrono::{DateTime, Utc};
use common::IdProspect;
use common::candidat::CandidatResume;
use common::liste_attente::PlaceAttente;
use common::prospect::{AdressePartagee, Prospect};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::ProspectRow;
use super::statement::RUNNING;
use crate::db::actions::ActionRow;
use crate::db::candidats::CandidatRow;
use crate::db::schema::{
    candidats, conversions_en_cours as actions, disjoncteurs, formations, liste_attente, oppositions,
    prospects, utilisateurs,
};

/// All columns of a prospect that the contract shows.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct FullRow {
    #[diesel(embed)]
    row: ProspectRow,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    adresse: Option<String>,
    code_postal: Option<String>,
    resume_ia: Option<String>,
    date_anonymisation: Option<DateTime<Utc>>,
    /// Version of the record, incremented by each change; it makes the `ETag`.
    pub version: i32,
}

impl FullRow {
    /// Returns the email addresses and the telephone numbers.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect();
        (known(&self.emails), known(&self.telephones))
    }

    /// Builds the prospect from its row and from other tables; the caller fills `actionsPossibles`.
    pub fn prospect(
        self,
        candidat: Option<CandidatResume>,
        listes_attente: Vec<PlaceAttente>,
        running: Vec<ActionRow>,
        partages: Vec<AdressePartagee>,
    ) -> Prospect {
        let (emails, telephones) = self.coordinates();
        Prospect {
            resume: self.row.resume(running.last().map(ActionRow::type_action)),
            emails,
            telephones,
            adresse: self.adresse,
            code_postal: self.code_postal,
            resume_ia: self.resume_ia,
            date_anonymisation: self.date_anonymisation.map(Into::into),
            adresse_partagee_avec: partages.iter().map(|one| one.id_prospect.clone()).collect(),
            partages,
            candidat,
            listes_attente,
            actions_possibles: Vec::new(),
            actions_en_cours: running.into_iter().map(Into::into).collect(),
        }
    }
}

/// The tables that have rows about a prospect. Most prospects are in none of them, and then no other statement is
/// necessary.
#[derive(Debug, Clone, Copy, Queryable)]
#[expect(clippy::struct_excessive_bools, reason = "one for each table that the statement looks into")]
pub struct Elsewhere {
    /// Number of other records that share an address or a number.
    sharing: Option<i64>,
    /// True when the prospect has a running action.
    pub has_running_action: bool,
    /// True when the prospect is or was on a waiting list.
    pub has_waited: bool,
    /// True when a circuit breaker is open.
    pub has_open_breaker: bool,
    /// True when somebody is on the opposition list.
    pub has_oppositions: bool,
}

impl Elsewhere {
    /// Returns true when other records share an address or a number with this one.
    pub fn shares_coordinates(&self) -> bool {
        self.sharing.is_some_and(|count| count > 0)
    }
}

/// A prospect, its candidate, and the tables that have more about it.
#[derive(Debug, Clone, Queryable)]
pub struct Found {
    /// The columns of the prospect.
    pub row: FullRow,
    /// The candidate, after a conversion.
    pub candidat: Option<CandidatRow>,
    /// The tables to read.
    pub elsewhere: Elsewhere,
}

diesel::alias!(prospects as other: Other);

/// Finds one prospect.
pub async fn find(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<Found>> {
    let own = prospects::id_prospect;
    let shared = (other.field(prospects::emails).overlaps_with(prospects::emails))
        .or(other.field(prospects::telephones).overlaps_with(prospects::telephones));
    // A count, because PostgreSQL expects to find the first shared record soon and would read the whole table.
    let sharing = other.filter(shared).filter(other.field(own).ne(own)).count().single_value();
    let running = actions::table.filter(actions::id_prospect.eq(own)).filter(RUNNING);
    let waits = liste_attente::table.filter(liste_attente::id_prospect.eq(own));
    let open = disjoncteurs::table.filter(disjoncteurs::prochain_essai.is_not_null());
    prospects::table
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .left_join(utilisateurs::table)
        .left_join(candidats::table)
        .filter(own.eq(id.as_str()))
        .select((
            FullRow::as_select(),
            Option::<CandidatRow>::as_select(),
            (
                sharing,
                exists(running.select(actions::id_conversion)),
                exists(waits.select(liste_attente::id_place)),
                exists(open.select(disjoncteurs::type_action)),
                exists(oppositions::table.select(oppositions::empreinte)),
            ),
        ))
        .first(&mut &*conn)
        .await
        .optional()
}
