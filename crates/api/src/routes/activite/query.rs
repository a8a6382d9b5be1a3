//! The day of the activity.

use chrono::NaiveDate;
use common::{Day, IdUtilisateur};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::clock::start_of_day;
use crate::db::activite::ActiviteFilters;
use crate::extract::day;
use crate::state::AppState;

/// Query parameter of the day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// The day, in Paris; today without it.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    jour: Option<NaiveDate>,
}

impl DayQuery {
    /// Returns the day.
    pub(super) fn day(&self, state: &AppState) -> NaiveDate {
        self.jour.unwrap_or_else(|| state.clock.today())
    }

    /// Returns the filters of the day, and of this account if there is one.
    pub(super) fn filters(&self, state: &AppState, auteur: Option<IdUtilisateur>) -> ActiviteFilters {
        let day = self.day(state);
        let next = day.succ_opt().unwrap_or(day);
        ActiviteFilters { from: start_of_day(day), before: start_of_day(next), auteur }
    }
}
