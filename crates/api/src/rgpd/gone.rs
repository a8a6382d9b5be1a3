//! Explains why a record cannot be written: it does not exist or was anonymised.

use common::IdProspect;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::error::{ApiError, ErrorCode};

/// Builds the 409 for an anonymised prospect, or the 404 for an unknown one.
pub async fn gone(conn: &mut AsyncPgConnection, id: &IdProspect) -> ApiError {
    match db::rgpd::is_anonymised(conn, id).await {
        Ok(true) => {
            let detail = (
                "Cette personne a été anonymisée : sa fiche ne sert plus qu’aux statistiques.",
                "This person was anonymised: the record only serves statistics.",
            );
            ApiError::new(ErrorCode::PersonneAnonymisee, detail)
        }
        Ok(false) => ApiError::not_found("Ce prospect"),
        Err(error) => error.into(),
    }
}
