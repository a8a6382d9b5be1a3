//! Filter parameters of the error journal, shared by list and export.

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

/// A valid name of a workflow.
struct Workflow(String);

impl FromStr for Workflow {
    /// The name contains a control character. PostgreSQL's text cannot hold NUL, and names need no other.
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.chars().any(char::is_control) { Err(()) } else { Ok(Self(text.to_owned())) }
    }
}

/// Filters of the error journal: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalQuery {
    /// Severities of the entries.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<Severite>>)]
    severite: Vec<Severite>,
    /// Full names of workflows, as the statistics list them.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>)]
    workflow: Vec<Workflow>,
    /// `true` keeps resolved entries, `false` unresolved ones.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<bool>)]
    resolu: Option<bool>,
    /// First day, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    du: Option<NaiveDate>,
    /// Last day, included, in Paris.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    au: Option<NaiveDate>,
    /// Words of the workflow, node or message, in any order; case and accents are ignored.
    #[serde(default, deserialize_with = "plain_text")]
    recherche: Option<String>,
}

impl JournalQuery {
    /// Builds the filters; the database normalises the search.
    ///
    /// # Errors
    /// 400 when `du` is later than `au`.
    pub(super) async fn filters(&self, conn: &AsyncPgConnection) -> ApiResult<JournalFilters> {
        let Period { from, before } = period(self.du, self.au)?;
        let search = match &self.recherche {
            Some(typed) => db::journal_erreurs::search(conn, typed).await?,
            None => Vec::new(),
        };
        Ok(JournalFilters {
            severite: self.severite.clone(),
            workflow: self.workflow.iter().map(|name| name.0.clone()).collect(),
            resolu: self.resolu,
            from,
            before,
            search,
        })
    }
}
