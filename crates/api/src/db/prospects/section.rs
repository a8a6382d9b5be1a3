//! Filter by a section of the day's work.

use chrono::{DateTime, Days, NaiveDate, Utc};
use common::QuandRelance;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::statement::Literal;
use crate::db::schema::prospects;

/// A section of the day's work, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The section.
    pub quand: QuandRelance,
    /// The current day at the school.
    pub today: NaiveDate,
    /// Prospects without a next touch need one when their last contact is before this instant.
    pub silent_before: DateTime<Utc>,
}

/// Condition of the partial indexes: an open prospect without a next touch.
const NO_TOUCH: Literal<Bool> = Literal::new(
    "prospects.statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND prospects.date_anonymisation IS NULL \
     AND prospects.relance_le IS NULL",
);

impl Section {
    /// Keeps the prospects of this section.
    pub(in crate::db) fn keep<'a>(
        &self,
        query: prospects::BoxedQuery<'a, Pg>,
    ) -> prospects::BoxedQuery<'a, Pg> {
        let touch = prospects::relance_le;
        match self.quand {
            QuandRelance::Retard => query.filter(touch.lt(self.today)),
            QuandRelance::Aujourdhui => query.filter(touch.eq(self.today)),
            QuandRelance::Semaine => {
                let last = self.today.checked_add_days(Days::new(7)).unwrap_or(self.today);
                query.filter(touch.gt(self.today)).filter(touch.le(last))
            }
            QuandRelance::SansSuite => {
                query.filter(NO_TOUCH).filter(prospects::date_dernier_contact.lt(self.silent_before))
            }
        }
    }
}
