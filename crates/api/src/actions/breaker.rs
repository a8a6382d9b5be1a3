//! Circuit breaker per workflow: while n8n does not answer, calls wait instead of using up their attempts.
//!
//! Closed → (a number of consecutive failures) → open → (after its pause, one trial call) → closed, or open again for
//! twice as long. The breaker is a row that all instances share; requests are accepted in every state.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::{CategorieNotification, Priorite, Severite, TypeAction, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::announce::Announcement;
use super::duration;
use crate::config::ActionsConfig;
use crate::db::disjoncteurs::{DisjoncteurRow, OpenBreaker};
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::{self, Code};
use crate::journal;
use crate::n8n::Reach;
use crate::state::AppState;

/// Step of an action whose call waits until n8n is back.
pub(super) const WAITING: &str = "En attente de n8n, injoignable";
/// Maximum pause between two trial calls, so that a recovered n8n is used again within a minute.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Returns the warning that an action will wait because n8n is unreachable.
pub(super) fn warning(breaker: &OpenBreaker, now: DateTime<Utc>) -> String {
    let since = duration::in_words(now - breaker.since);
    format!("n8n injoignable depuis {since} : la demande partira dès son retour.")
}

/// An attempt to reach a workflow, as its breaker counts it.
#[derive(Clone, Copy)]
pub(crate) struct Tried<'a> {
    pub type_action: TypeAction,
    pub reach: Reach<'a>,
    /// End of the attempt's lease, which an open breaker keeps for its trial.
    pub lease_end: Option<DateTime<Utc>>,
}

/// Counts an attempt. Returns true when that opened or closed the breaker. The breaker is the last lock of the
/// transaction; the savepoint keeps the outcome of the attempt if the update fails.
pub(crate) async fn note(conn: &mut AsyncPgConnection, state: &AppState, tried: Tried<'_>) -> bool {
    let noted = conn.transaction(async |conn| count(conn, state, tried).await).await;
    noted.unwrap_or_else(|error| {
        tracing::error!(error = error.to_string(), "the breaker was not told of an attempt");
        false
    })
}

async fn count(conn: &mut AsyncPgConnection, state: &AppState, tried: Tried<'_>) -> QueryResult<bool> {
    let Tried { type_action, reach, lease_end } = tried;
    let now = state.clock.now();
    match reach {
        // n8n answers but asks for a pause: the call's own retry time covers it.
        Reach::Busy => Ok(false),
        Reach::Answers => {
            let Some(row) = db::disjoncteurs::lock_failing(conn, type_action).await? else {
                return Ok(false);
            };
            db::disjoncteurs::update(conn, &closed(type_action)).await?;
            let Some(breaker) = row.open() else { return Ok(false) };
            tracing::info!(workflow = type_action.as_str(), "n8n answers again");
            back(&breaker, now).write(conn, now).await?;
            Ok(true)
        }
        Reach::Away(reason) => {
            let row = db::disjoncteurs::lock(conn, type_action).await?;
            let failed = after_failure(&row, &state.config.actions, now, lease_end);
            db::disjoncteurs::update(conn, &failed).await?;
            let opens = row.open().is_none() && failed.open().is_some();
            if opens {
                tracing::warn!(workflow = type_action.as_str(), reason, "n8n is away: calls wait");
                announce_away(conn, &failed, reason, now).await?;
            }
            Ok(opens)
        }
    }
}

fn closed(type_action: TypeAction) -> DisjoncteurRow {
    DisjoncteurRow {
        type_action: Code(type_action),
        echecs: 0,
        injoignable_depuis: None,
        prochain_essai: None,
        essais: 0,
    }
}

/// Returns the breaker after a failed attempt. While a trial runs, `prochain_essai` is the end of its lease: only its own
/// failure may bring the next trial forward.
fn after_failure(
    row: &DisjoncteurRow,
    config: &ActionsConfig,
    now: DateTime<Utc>,
    lease_end: Option<DateTime<Utc>>,
) -> DisjoncteurRow {
    let echecs = row.echecs.saturating_add(1);
    let is_open = row.prochain_essai.is_some() || echecs >= config.breaker_failures;
    let after_pause = now + pause(config.breaker_pause, row.essais);
    let not_before = row.prochain_essai.filter(|next| Some(*next) != lease_end);
    DisjoncteurRow {
        type_action: row.type_action,
        echecs,
        injoignable_depuis: row.injoignable_depuis.or(Some(now)),
        prochain_essai: is_open.then(|| not_before.map_or(after_pause, |next| next.max(after_pause))),
        essais: row.essais,
    }
}

/// Returns the pause after this number of trial calls.
fn pause(first: Duration, essais: i32) -> TimeDelta {
    let doubled = first.saturating_mul(2_u32.saturating_pow(essais.unsigned_abs()));
    TimeDelta::from_std(doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

/// Notifies admins that n8n is unreachable and adds a journal entry. If the journal refuses it, the notification only
/// loses its link.
async fn announce_away(
    conn: &mut AsyncPgConnection,
    row: &DisjoncteurRow,
    reason: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let type_action = row.type_action.0;
    let message = format!("{reason} ({} appels de suite). Les demandes attendent son retour.", row.echecs);
    let entry = NewJournalErreur {
        date_erreur: now,
        nom_workflow: type_action.as_str(),
        nom_noeud: None,
        message_erreur: &format!("n8n injoignable : {message}"),
        donnees_entree: None,
        severite: Code(Severite::Critique),
        id_conversion: None,
    };
    let entry = journal::record(conn, &entry).await;
    let announcement = Announcement {
        categorie: CategorieNotification::System,
        type_notification: TypeNotification::ErreurWebhook,
        priorite: Priorite::Urgente,
        titre: "n8n injoignable".to_owned(),
        message: format!("{} : {message}", type_action.libelle()),
        lien: entry.map_or_else(|| pages::LOGS.to_owned(), pages::erreur),
    };
    announcement.write(conn, now).await
}

fn back(breaker: &OpenBreaker, now: DateTime<Utc>) -> Announcement {
    let absence = duration::in_words(now - breaker.since);
    let what = breaker.type_action.libelle();
    Announcement {
        categorie: CategorieNotification::System,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Normale,
        titre: "n8n répond de nouveau".to_owned(),
        message: format!("{what} : après {absence} d’absence, les demandes en attente partent."),
        lien: pages::LOGS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ActionsConfig {
        ActionsConfig {
            max_attempts: 3,
            initial_delay: Duration::from_secs(1),
            backoff: 2.0,
            timeout: Duration::from_secs(30),
            concurrency: 8,
            deadline: Duration::from_mins(15),
            breaker_failures: 3,
            breaker_pause: Duration::from_secs(5),
            page_grace: 0,
        }
    }

    #[test]
    fn it_opens_at_the_last_failure_allowed_and_keeps_when_the_first_was() {
        let start = DateTime::UNIX_EPOCH;
        let mut row = closed(TypeAction::GenererDevis);
        for rank in 0..3 {
            assert_eq!(row.open(), None);
            row = after_failure(&row, &config(), start + TimeDelta::seconds(rank), None);
        }
        let breaker = row.open().unwrap();
        assert_eq!(breaker.since, start);
        assert_eq!(breaker.next_trial, start + TimeDelta::seconds(2 + 5));
    }

    #[test]
    fn each_trial_that_fails_doubles_the_pause_up_to_a_minute() {
        let pauses = [0, 1, 2, 3, 4, 40].map(|essais| pause(Duration::from_secs(5), essais).num_seconds());
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60]);
        let lease_end = Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(40));
        let on_trial =
            DisjoncteurRow { prochain_essai: lease_end, essais: 2, ..closed(TypeAction::GenererDevis) };
        let failed = after_failure(&on_trial, &config(), DateTime::UNIX_EPOCH, lease_end);
        assert_eq!(failed.prochain_essai, Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(20)));
    }

    #[test]
    fn a_late_failure_brings_no_second_trial_while_the_first_runs() {
        let lease_end = |start: i64| Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(start + 40));
        let on_trial =
            DisjoncteurRow { prochain_essai: lease_end(5), essais: 1, ..closed(TypeAction::GenererDevis) };
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(6);
        let failed = after_failure(&on_trial, &config(), now, lease_end(0));
        assert_eq!(failed.prochain_essai, on_trial.prochain_essai);
    }

    #[test]
    fn calls_that_were_in_progress_when_it_opened_do_not_double_the_pause() {
        let mut row = closed(TypeAction::GenererDevis);
        for _ in 0..8 {
            row = after_failure(&row, &config(), DateTime::UNIX_EPOCH, None);
        }
        assert_eq!(row.prochain_essai, Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(5)));
    }
}
