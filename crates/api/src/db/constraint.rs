//! Constraint names are the law: a violation that means something to the caller is told by its name.

use diesel::result::{DatabaseErrorKind, Error};

/// One running action of a type for a prospect.
pub const ONE_RUNNING_ACTION: &str = "conversions_une_seule_en_cours";
/// One action for an Idempotency-Key of a person.
pub const IDEMPOTENCY_KEY: &str = "conversions_cle_idempotence_unique";
/// A file number names one candidate.
pub const NUMERO_DOSSIER: &str = "candidats_numero_unique";
/// An email address names one person who logs in.
pub const UTILISATEUR_EMAIL: &str = "utilisateurs_email_unique";

/// The name of the unique constraint that `error` violates.
pub fn violated_unique(error: &Error) -> Option<&str> {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => info.constraint_name(),
        _ => None,
    }
}
