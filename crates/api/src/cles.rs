//! Named API keys: admins create and revoke them. The authentication of their programs is in `extract`.

use common::auth::Utilisateur;
use common::cle::{NOM_CLE, NewCleApiRequest};
use common::{CleApi, CleApiCreee, EvenementSecurite, FieldCode, PorteeCle};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::contact::Check;
use crate::db::cles_api::NewCle;
use crate::db::constraint::{CLE_API_NOM, violated_unique};
use crate::db::journal_securite::{Client, NewEntree};
use crate::db::{self, RowId};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::tokens::{new_api_key, token_hash};

/// Creates a key and returns its secret, which cannot be read again.
///
/// # Errors
/// 422 with the field, also for the name of another valid key.
pub async fn create_key(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    request: &NewCleApiRequest,
) -> ApiResult<CleApiCreee> {
    let (nom, portees) = checked(request)?;
    let ((secret, prefixe), now) = (new_api_key(), state.clock.now());
    let hash = token_hash(&secret);
    let new = NewCle {
        nom: &nom,
        prefixe: &prefixe,
        hash: &hash,
        portees: &portees,
        cree_par: RowId(admin.id_utilisateur),
    };
    let mut conn = state.pool.get().await?;
    let created = conn.transaction::<_, ApiError, _>(async |conn| {
        let id =
            db::cles_api::insert(conn, &new, now).await.map_err(|error| match violated_unique(&error) {
                Some(CLE_API_NOM) => {
                    ApiError::field("nom", FieldCode::DejaUtilise, "Une clé valide a déjà ce nom.")
                }
                _ => error.into(),
            })?;
        let words = portees.iter().map(|portee| portee.as_str());
        let detail = std::iter::once(prefixe.as_str()).chain(words).collect::<Vec<_>>().join(" ");
        let entry = NewEntree::new(EvenementSecurite::CleCreee, now).from(client);
        entry.by(admin.id_utilisateur).detail(detail).insert(conn).await?;
        find(conn, id).await
    });
    Ok(CleApiCreee { cle: created.await?, secret })
}

/// Revokes a key; no instance accepts it after the commit. A revoked key stays as it is.
///
/// # Errors
/// 404 for an unknown key.
pub async fn revoke_key(state: &AppState, admin: &Utilisateur, client: &Client, id: i64) -> ApiResult<()> {
    let (mut conn, now) = (state.pool.get().await?, state.clock.now());
    conn.transaction::<_, ApiError, _>(async |conn| {
        let cle = find(conn, id).await?;
        if db::cles_api::revoke(conn, id, now).await? {
            let entry = NewEntree::new(EvenementSecurite::CleRevoquee, now).from(client);
            entry.by(admin.id_utilisateur).detail(cle.prefixe).insert(conn).await?;
        }
        Ok(())
    })
    .await
}

/// Returns the normalised name, and the scopes once each in the order of the contract.
fn checked(request: &NewCleApiRequest) -> ApiResult<(String, Vec<PorteeCle>)> {
    let mut check = Check::default();
    let nom = check.required_line("nom", &request.nom, NOM_CLE);
    if request.portees.is_empty() {
        check.refuse("portees", FieldCode::ChampRequis, "Choisissez au moins une portée.");
    }
    check.finish()?;
    let portees = PorteeCle::ALL.iter().copied().filter(|portee| request.portees.contains(portee));
    Ok((nom, portees.collect()))
}

/// Finds a key, or returns a 404.
async fn find(conn: &mut AsyncPgConnection, id: i64) -> ApiResult<CleApi> {
    db::cles_api::find(conn, id).await?.ok_or_else(|| ApiError::not_found("Cette clé"))
}
