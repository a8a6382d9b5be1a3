//! Database errors: a 503 for the state of the server, a 500 for a wrong statement.

use diesel::result::{DatabaseErrorKind, Error};

use super::ApiError;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        if is_unavailable(&error) { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl ApiError {
    /// Returns true when a read of a standby failed for a reason that the primary does not have: the connection is
    /// lost, or the read conflicted with the replay of the write-ahead log. Such a conflict is the only serialization
    /// failure (40001) of a read.
    pub(crate) fn is_failure_of_standby(&self) -> bool {
        let error = self.source.as_ref().and_then(|source| source.downcast_ref::<Error>()).map(cause);
        error.is_some_and(|error| {
            is_lost(error)
                || matches!(error, Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _))
        })
    }
}

/// Returns true when the error comes from the state of the server, not from the request.
fn is_unavailable(error: &Error) -> bool {
    use DatabaseErrorKind::{ReadOnlyTransaction, SerializationFailure, Unknown};
    let error = cause(error);
    is_lost(error)
        || match error {
            Error::DatabaseError(SerializationFailure | ReadOnlyTransaction, _) => true,
            Error::DatabaseError(Unknown, info) => says(info.message(), UNAVAILABLE),
            _ => false,
        }
}

/// Returns true when the connection is lost.
fn is_lost(error: &Error) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand, Unknown};
    match error {
        Error::DatabaseError(ClosedConnection | UnableToSendCommand, _) | Error::BrokenTransactionManager => {
            true
        }
        Error::DatabaseError(Unknown, info) => says(info.message(), LOST),
        _ => false,
    }
}

/// Returns the error of a commit whose rollback failed too, or the error itself.
fn cause(error: &Error) -> &Error {
    match error {
        Error::RollbackErrorOnCommit { commit_error, .. } => cause(commit_error),
        error => error,
    }
}

fn says(message: &str, fragments: &[&str]) -> bool {
    fragments.iter().any(|known| message.contains(known))
}

/// Fragments of PostgreSQL's messages, in English and French (`lc_messages`), that mean a lost connection: 57P01,
/// 57P02, 57P04, 57P05, 25P03. diesel passes on the text but not the SQLSTATE.
const LOST: &[&str] = &["terminating connection", "arrêt de la connexion", "arrêt des connexions"];

/// Fragments that mean that the server lacks something, or ended the statement.
const UNAVAILABLE: &[&str] = &[
    // 57014, 55P03
    "canceling statement",
    "annulation de la requête",
    // 40P01
    "deadlock detected",
    "interblocage (deadlock) détecté",
    // 53100, in the words of the C library: only the operator can fix it
    "No space left on device",
    "Aucun espace disponible sur le périphérique",
    // 53200
    "out of memory",
    "out of shared memory",
    "mémoire épuisée",
    "mémoire partagée épuisée",
];

/// Returns true when a message of PostgreSQL means that a statement did not get its locks.
pub(crate) fn is_lock_refused(message: &str) -> bool {
    says(message, LOCKED)
}

/// Fragments that mean that another transaction kept a lock, or waited for one of the statement's own.
const LOCKED: &[&str] = &[
    // 55P03
    "due to lock timeout",
    "obtention des verrous",
    // 40P01
    "deadlock detected",
    "interblocage (deadlock) détecté",
];

#[cfg(test)]
mod tests {
    use std::fmt;

    use actix_web::ResponseError as _;
    use actix_web::http::header::RETRY_AFTER;
    use diesel::result::DatabaseErrorKind;

    use super::*;
    use crate::error::ErrorCode;

    fn told(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    fn unknown(message: &str) -> Error {
        told(DatabaseErrorKind::Unknown, message)
    }

    /// Asserts a 503 with `Retry-After`.
    #[track_caller]
    fn expect_unavailable(error: impl Into<ApiError> + fmt::Debug) {
        let shown = format!("{error:?}");
        let error = error.into();
        assert_eq!(error.code, ErrorCode::ServiceIndisponible, "{shown}");
        assert!(error.error_response().headers().contains_key(RETRY_AFTER), "{shown}");
    }

    #[test]
    fn every_way_in_which_the_database_can_vanish_is_503() {
        for message in [
            "terminating connection due to administrator command",
            "arrêt des connexions suite à la demande de l'administrateur",
            "terminating connection because of crash of another server process",
            "arrêt de la connexion à cause de l'arrêt brutal d'un autre processus serveur",
            "terminating connection due to conflict with recovery",
            "terminating connection due to idle-in-transaction timeout",
            "canceling statement due to statement timeout",
            "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
            "deadlock detected",
            "could not extend file \"base/16384/16397\": No space left on device",
            "n'a pas pu étendre le fichier « base/16384/16397 » : Aucun espace disponible sur le périphérique",
            "out of shared memory",
        ] {
            expect_unavailable(unknown(message));
        }
        for kind in [DatabaseErrorKind::UnableToSendCommand, DatabaseErrorKind::ClosedConnection] {
            expect_unavailable(told(kind, "connection closed"));
        }
        let read_only = "cannot execute INSERT in a read-only transaction";
        expect_unavailable(told(DatabaseErrorKind::ReadOnlyTransaction, read_only));
        let concurrent = "could not serialize access due to concurrent update";
        expect_unavailable(told(DatabaseErrorKind::SerializationFailure, concurrent));
        expect_unavailable(Error::BrokenTransactionManager);
        expect_unavailable(Error::RollbackErrorOnCommit {
            rollback_error: Box::new(Error::BrokenTransactionManager),
            commit_error: Box::new(told(DatabaseErrorKind::UnableToSendCommand, "connection closed")),
        });
    }

    #[test]
    fn a_failure_of_a_standby_is_a_lost_connection_or_a_conflict_with_recovery() {
        let conflict = "canceling statement due to conflict with recovery";
        for error in [
            told(DatabaseErrorKind::SerializationFailure, conflict),
            told(DatabaseErrorKind::UnableToSendCommand, "connection closed"),
            unknown("terminating connection due to administrator command"),
            unknown("arrêt des connexions suite à la demande de l'administrateur"),
            Error::BrokenTransactionManager,
        ] {
            assert!(ApiError::from(error).is_failure_of_standby());
        }
        for error in [
            unknown("canceling statement due to statement timeout"),
            unknown("annulation de la requête à cause du délai écoulé pour l'exécution de l'instruction"),
            unknown("relation \"prospects\" does not exist"),
            Error::NotFound,
        ] {
            assert!(!ApiError::from(error).is_failure_of_standby());
        }
        assert!(!ApiError::not_found("Ce prospect").is_failure_of_standby());
    }

    #[test]
    fn what_is_wrong_with_the_request_or_the_code_stays_500() {
        for error in [
            unknown("relation \"prospects\" does not exist"),
            unknown("invalid input syntax for type bigint: \"deadlock\""),
            told(DatabaseErrorKind::CheckViolation, "new row violates check constraint"),
            Error::NotFound,
        ] {
            assert_eq!(ApiError::from(error).code, ErrorCode::ErreurInterne);
        }
    }

    #[test]
    fn a_503_of_a_missing_key_is_no_outage_and_its_cause_is_its_description() {
        let error = ApiError::new(ErrorCode::ServiceIndisponible, ("La clé manque.", "The key is missing."));
        assert_eq!((error.is_outage(), error.cause()), (false, "La clé manque.".to_owned()));
        let error = ApiError::from(Error::BrokenTransactionManager);
        assert_eq!((error.is_outage(), error.cause()), (true, Error::BrokenTransactionManager.to_string()));
    }

    #[test]
    fn the_cause_of_a_refusal_names_nobody() {
        let error = ApiError::new(ErrorCode::DejaCandidat, "Marie Dumitru est déjà candidate.".to_owned());
        assert_eq!(error.cause(), "DEJA_CANDIDAT");
    }

    #[test]
    fn nobody_is_told_that_nothing_was_done_when_that_is_not_known() {
        let error = ApiError::from(told(DatabaseErrorKind::UnableToSendCommand, "connection closed"));
        assert!(error.detail().contains("peut-être"), "{}", error.detail());
    }
}
