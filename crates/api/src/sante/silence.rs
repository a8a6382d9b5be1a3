//! Tells an unusual silence of the school's mailbox, from the days on which messages came.
//!
//! A workflow that no longer reads the mailbox fails nowhere: nothing arrives, and nobody is told.

use chrono::TimeDelta;
use common::sante::SanteMessages;
use common::{Calendar, CivilDay};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::clock::school_day;
use crate::db;
use crate::echeances;
use crate::state::AppState;

/// Number of days before the last message from which the usual silence is read.
const OBSERVED: TimeDelta = TimeDelta::days(30);
/// A silence longer than this number of usual silences is unusual.
const FACTOR: i32 = 3;

/// Returns when the last message came, and whether the silence since then is unusual.
pub(super) async fn messages(conn: &mut AsyncPgConnection, state: &AppState) -> QueryResult<SanteMessages> {
    let Some(last) = db::emails::last_received(conn).await? else {
        return Ok(SanteMessages {
            dernier_recu: None,
            silence_jours: 0,
            silence_habituel_jours: None,
            silence_inhabituel: false,
        });
    };
    let days = db::emails::days_with_received(conn, last - OBSERVED, last).await?;
    let days: Vec<CivilDay> = days.into_iter().map(CivilDay::from).collect();
    let calendar = echeances::calendar(conn, state).await?;
    let silence = open_days(&calendar, school_day(last).into(), echeances::today(state));
    let usual = usual(&calendar, &days);
    Ok(SanteMessages {
        dernier_recu: Some(last.into()),
        silence_jours: silence,
        silence_habituel_jours: usual,
        silence_inhabituel: usual.is_some_and(|usual| silence > FACTOR * usual),
    })
}

/// Returns the longest silence between two of these days, which are in order; `None` for fewer than two days.
fn usual(calendar: &Calendar, days: &[CivilDay]) -> Option<i32> {
    let silences = days.windows(2).map(|pair| open_days(calendar, pair[0], pair[1]));
    silences.max().map(|longest| longest.max(1))
}

/// Counts the days after `from` up to `to` on which the school is open.
fn open_days(calendar: &Calendar, from: CivilDay, to: CivilDay) -> i32 {
    let days = (1..=to.days_since(from)).map(|count| from.plus_days(count));
    days.fold(0, |open, day| open + i32::from(calendar.is_open(day)))
}

#[cfg(test)]
mod tests {
    use common::Day;
    use common::calendrier::Closure;

    use super::*;

    fn day(text: &str) -> CivilDay {
        CivilDay::read(&Day::new(text)).unwrap()
    }

    #[test]
    fn closed_days_are_no_silence() {
        let christmas =
            Closure { debut: day("2026-12-21"), fin: day("2027-01-01"), libelle: "Congés".to_owned() };
        let calendar = Calendar::new(false, vec![christmas]);
        assert_eq!(open_days(&calendar, day("2026-12-18"), day("2027-01-03")), 0);
        assert_eq!(open_days(&calendar, day("2026-12-18"), day("2027-01-04")), 1);
        assert_eq!(open_days(&Calendar::default(), day("2026-12-18"), day("2027-01-04")), 9);
        assert_eq!(open_days(&calendar, day("2027-01-04"), day("2026-12-18")), 0);
    }

    #[test]
    fn the_longest_silence_is_the_usual_one() {
        let calendar = Calendar::default();
        let days = ["2026-11-02", "2026-11-03", "2026-11-09", "2026-11-10"].map(day);
        assert_eq!(usual(&calendar, &days), Some(4));
        assert_eq!(usual(&calendar, &days[..1]), None);
        assert_eq!(usual(&calendar, &["2026-11-07", "2026-11-08"].map(day)), Some(1), "a week-end");
    }
}
