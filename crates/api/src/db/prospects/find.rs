//! One prospect, whole.

use chrono::{DateTime, Utc};
use common::IdProspect;
use common::candidat::CandidatResume;
use common::prospect::Prospect;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::ProspectRow;
use crate::db::conversions::ConversionRow;
use crate::db::schema::{formations, prospects};

/// Everything that a prospect's own row says.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct FullRow {
    #[diesel(embed)]
    row: ProspectRow,
    adresse: Option<String>,
    code_postal: Option<String>,
    resume_ia: Option<String>,
    date_anonymisation: Option<DateTime<Utc>>,
    /// Goes up at each change of the record: its `ETag`.
    pub version: i32,
}

impl FullRow {
    /// The prospect with what other tables know; `actionsPossibles` is still empty.
    pub fn prospect(self, candidat: Option<CandidatResume>, running: Vec<ConversionRow>) -> Prospect {
        let (emails, telephones) = (self.row.emails(), self.row.telephones());
        Prospect {
            resume: self.row.resume(running.last().map(ConversionRow::type_action)),
            emails,
            telephones,
            adresse: self.adresse,
            code_postal: self.code_postal,
            resume_ia: self.resume_ia,
            date_anonymisation: self.date_anonymisation.map(Into::into),
            candidat,
            actions_possibles: Vec::new(),
            actions_en_cours: running.into_iter().map(Into::into).collect(),
        }
    }
}

/// One prospect's row.
pub async fn find(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<FullRow>> {
    prospects::table
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .filter(prospects::id_prospect.eq(id.as_str()))
        .select(FullRow::as_select())
        .first(&mut &*conn)
        .await
        .optional()
}
