//! Names of the constraints whose violation has a meaning for the caller.

use diesel::result::{DatabaseErrorKind, Error};

/// Allows one running action of a type per prospect.
pub const ONE_RUNNING_ACTION: &str = "conversions_une_seule_en_cours";
/// Allows one action per Idempotency-Key of an account.
pub const IDEMPOTENCY_KEY: &str = "conversions_cle_idempotence_unique";
/// Allows one candidate per file number.
pub const NUMERO_DOSSIER: &str = "candidats_numero_unique";
/// Allows one account per email address.
pub const UTILISATEUR_EMAIL: &str = "utilisateurs_email_unique";
/// Allows one valid API key per name.
pub const CLE_API_NOM: &str = "cles_api_nom_unique";
/// Allows one formation per code.
pub const FORMATION_CODE: &str = "formations_code_unique";
/// Allows one closure per pair of days.
pub const FERMETURE_DATES: &str = "fermetures_dates_unique";
/// Allows one session per label of a formation.
pub const SESSION_LIBELLE: &str = "sessions_libelle_unique";
/// Allows one launch of a bulk change per Idempotency-Key of an account.
pub const LOT_CLE: &str = "lots_cle_idempotence_unique";
/// Allows one view per name of an account, or of the team.
pub const VUE_NOM: &str = "vues_nom_unique";

/// Returns the name of the unique constraint that `error` violates.
pub fn violated_unique(error: &Error) -> Option<&str> {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => info.constraint_name(),
        _ => None,
    }
}
