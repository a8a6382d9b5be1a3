//! Second factor of accounts: enrolment, proof, removal.

mod enrol;
mod proof;
mod remove;

use common::Role;
use common::auth::Utilisateur;
use common::second_facteur::SecondFacteur;
pub use enrol::{activate_second_factor, enrol_second_factor};
pub use proof::verify_second_factor;
pub(super) use proof::{Proof, note_refusal, prove};
pub use remove::{remove_second_factor, reset_second_factor};

use crate::db;
use crate::encryption::Seal;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// Returns the state of a person's own second factor.
pub async fn get_second_factor(state: &AppState, person: &Utilisateur) -> ApiResult<SecondFacteur> {
    let config = &state.config.second_facteur;
    let mut conn = state.pool.get().await?;
    let found = db::seconds_facteurs::find(&mut conn, person.id_utilisateur).await?;
    Ok(SecondFacteur {
        date_activation: found.and_then(|row| row.date_activation).map(Into::into),
        codes_restants: db::seconds_facteurs::count_codes(&mut conn, person.id_utilisateur).await?,
        obligatoire: config.required_for_admins && person.role == Role::Admin,
        disponible: config.key.is_some(),
    })
}

/// Returns the keys that seal second factors, or a 503.
fn seal(state: &AppState) -> ApiResult<Seal> {
    let Some(key) = &state.config.second_facteur.key else {
        tracing::error!("TOTP_KEY is not set: no second factor can be enrolled or verified");
        let detail = (
            "La double authentification n’est pas disponible : sa clé (TOTP_KEY) n’est pas configurée.",
            "The second factor is not available: its key (TOTP_KEY) is not configured.",
        );
        return Err(ApiError::new(ErrorCode::ServiceIndisponible, detail));
    };
    Seal::new(key).map_err(ApiError::internal)
}
