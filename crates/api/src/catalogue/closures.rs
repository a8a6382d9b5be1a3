//! Adds and deletes closures of the school.

use common::FieldCode;
use common::echeance::{Fermeture, NewFermetureRequest};
use diesel_async::AsyncConnection as _;

use super::Editor;
use super::sessions::{LABEL, day};
use crate::contact::Check;
use crate::db;
use crate::db::constraint::{FERMETURE_DATES, violated_unique};
use crate::db::fermetures::NewFermeture;
use crate::error::{ApiError, ApiResult};
use crate::notifications::catalogue_changed;
use crate::state::AppState;

/// Maximum length of a closure, in days.
const LONGEST: i64 = 366;

/// Adds a closure.
///
/// # Errors
/// 422 with the invalid fields, also for the days of another closure.
pub async fn create_closure(
    state: &AppState,
    editor: &Editor,
    asked: &NewFermetureRequest,
) -> ApiResult<Fermeture> {
    let new = checked(asked)?;
    let mut conn = state.pool.get().await?;
    let created = conn.transaction::<_, ApiError, _>(async |conn| {
        let inserted = db::fermetures::insert(conn, &new).await;
        let fermeture = inserted.map_err(|error| match violated_unique(&error) {
            Some(FERMETURE_DATES) => {
                let message = "Une autre fermeture a déjà ces dates.";
                ApiError::field("dateDebut", FieldCode::DejaUtilise, message)
            }
            _ => error.into(),
        })?;
        editor.note(conn, state, &format!("fermeture {}", fermeture.id_fermeture), &["creation"]).await?;
        Ok(fermeture)
    });
    let fermeture = created.await?;
    catalogue_changed(state);
    Ok(fermeture)
}

/// Deletes a closure.
///
/// # Errors
/// 404 for an unknown closure.
pub async fn delete_closure(state: &AppState, editor: &Editor, id: i64) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        if !db::fermetures::delete(conn, id).await? {
            return Err(ApiError::not_found("Cette fermeture"));
        }
        editor.note(conn, state, &format!("fermeture {id}"), &["suppression"]).await?;
        Ok(())
    })
    .await?;
    catalogue_changed(state);
    Ok(())
}

/// Returns the normalised closure.
fn checked(asked: &NewFermetureRequest) -> ApiResult<NewFermeture> {
    let mut check = Check::default();
    let libelle = check.required_line("libelle", &asked.libelle, LABEL);
    let debut = day(&mut check, "dateDebut", &asked.date_debut);
    let fin = match &asked.date_fin {
        Some(fin) => day(&mut check, "dateFin", fin),
        None => debut,
    };
    if let Some((debut, fin)) = debut.zip(fin) {
        let length = fin.signed_duration_since(debut).num_days();
        if length < 0 {
            check.refuse("dateFin", FieldCode::FinAvantDebut, "Le dernier jour précède le premier.");
        } else if length > LONGEST {
            check.refuse("dateFin", FieldCode::HorsLimites, "Une fermeture dure un an au plus.");
        }
    }
    check.finish()?;
    Ok(NewFermeture { libelle, date_debut: debut.unwrap_or_default(), date_fin: fin.unwrap_or_default() })
}
