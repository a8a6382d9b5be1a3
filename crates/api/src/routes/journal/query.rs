//! The parameters that choose entries: the same for the list and for what is exported.

use std::str::FromStr;

use chrono::NaiveDate;
use common::{Day, Severite};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::journal_erreurs::JournalFilters;
use crate::error::ApiResult;
use crate::extract::{Period, day, empty_as_none, non_empty, period, plain_text};

/// The name of a workflow that may be in the journal.
struct Workflow(String);

impl FromStr for Workflow {
    /// A control character: PostgreSQL's text can't hold NUL, and a name has no use for the others.
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.chars().any(char::is_control) { Err(()) } else { Ok(Self(text.to_owned())) }
    }
}

/// Which entries: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalQuery {
    /// How serious they are.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<Severite>>)]
    severite: Vec<Severite>,
    /// Whole names of workflows, as the statistics list them.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>)]
    workflow: Vec<Workflow>,
    /// `true`: those that somebody took care of; `false`: the others.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<bool>)]
    resolu: Option<bool>,
    /// From this day on, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    du: Option<NaiveDate>,
    /// Up to this day and the whole of it, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    au: Option<NaiveDate>,
    /// Words of the workflow, node or message, in any order; case and accents don't matter.
    #[serde(default, deserialize_with = "plain_text")]
    recherche: Option<String>,
}

impl JournalQuery {
    /// The filters, with the search read by the database's own rule.
    ///
    /// # Errors
    /// 400 when `du` is later than `au`.
    pub(super) async fn filters(self, conn: &AsyncPgConnection) -> ApiResult<JournalFilters> {
        let Period { from, before } = period(self.du, self.au)?;
        let search = match &self.recherche {
            Some(typed) => db::journal_erreurs::search(conn, typed).await?,
            None => Vec::new(),
        };
        Ok(JournalFilters {
            severite: self.severite,
            workflow: self.workflow.into_iter().map(|name| name.0).collect(),
            resolu: self.resolu,
            from,
            before,
            search,
        })
    }
}
