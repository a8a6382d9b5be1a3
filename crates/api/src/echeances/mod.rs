//! The funding clock: applies the rules of the funders to sessions. It warns and explains, and refuses nothing.

mod amount;
mod explain;
mod rule;
mod session;

use amount::add_amounts;
use common::catalogue::SessionFormation;
use common::echeance::EcheancesSession;
use common::{Calendar, CivilDay, ModeFinancement};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
pub use rule::{Events, apply, earliest_start, limit};
pub use session::{Course, School, Warnings, applicable, course_deadlines};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Returns the current day at the school.
pub fn today(state: &AppState) -> CivilDay {
    state.clock.today().into()
}

/// Reads the calendar of the school: the holidays of its place and its closures.
pub async fn calendar(conn: &mut AsyncPgConnection, state: &AppState) -> QueryResult<Calendar> {
    let closures = db::fermetures::closures(conn).await?;
    Ok(Calendar::new(state.config.calendrier.alsace_moselle, closures))
}

/// Returns the date limits of a session for one way of paying, with the warnings. `signature` is the day of the contract;
/// the limits that count from it are left out when it is not known.
pub async fn of_session(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    session: &SessionFormation,
    financement: ModeFinancement,
    signature: Option<CivilDay>,
) -> ApiResult<EcheancesSession> {
    let course = Course::of(session).ok_or_else(|| ApiError::not_found("Cette session"))?;
    let certification = db::echeances::certification(conn, &session.formation).await?.unwrap_or_default();
    let rules = db::regles_financement::list(conn).await?;
    let (calendar, today) = (calendar(conn, state).await?, today(state));
    let rules = applicable(&rules, financement, &course, today);
    let mut echeances = course_deadlines(&rules, &course, signature, &calendar, today);
    add_amounts(&mut echeances, certification.tarif_centimes);
    let warnings = Warnings { rules: &rules, echeances: &echeances, certification: &certification };
    let avertissements = warnings.write(&course);
    Ok(EcheancesSession { financement: Some(financement), avertissements, echeances })
}
