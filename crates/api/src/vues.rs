//! Saved views of the list of prospects: those of a person, and those of the team. Two changes of a view of the team
//! start from its version.

use common::auth::Utilisateur;
use common::vue::{MAX_VUES, NOM_LENGTH, PorteeVue};
use common::{FieldCode, IdUtilisateur, IdVue};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::contact::Check;
use crate::db;
use crate::db::constraint::{VUE_NOM, violated_unique};
use crate::db::vues::VueRow;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::all_records_changed;
use crate::state::AppState;

/// The change of a view; `None` leaves a field as it is. The query was read before.
#[derive(Debug, Default)]
pub struct Change<'a> {
    /// New name.
    pub nom: Option<&'a str>,
    /// New query string.
    pub requete: Option<&'a str>,
    /// New place, from 1.
    pub ordre: Option<i32>,
}

/// Saves a view in the last place.
///
/// # Errors
/// 422 for an invalid name, the name of another view, and a view too many.
pub async fn create_view(
    state: &AppState,
    person: &Utilisateur,
    portee: PorteeVue,
    nom: &str,
    requete: &str,
) -> ApiResult<VueRow> {
    let nom = checked(nom)?;
    let owner = (portee == PorteeVue::Personnelle).then_some(person.id_utilisateur);
    let mut conn = state.pool.get().await?;
    let view = conn
        .transaction::<_, ApiError, _>(async |conn| {
            db::vues::lock(conn).await?;
            let place = next_place(conn, owner).await?;
            let id = db::vues::insert(conn, owner, &nom, requete, place).await.map_err(name_taken)?;
            found(conn, person, id).await
        })
        .await?;
    announce(state, &view);
    Ok(view)
}

/// Changes a view. `may_change` accepts its version; it returns `None` without a version, which only the view of a
/// person may do.
///
/// # Errors
/// 404 for an unknown view and that of another person, 412 for another version, 422 for an invalid name and the name of
/// another view, 428 without the version of a view of the team.
pub async fn change_view(
    state: &AppState,
    person: &Utilisateur,
    id: IdVue,
    may_change: impl Fn(i32) -> Option<bool> + Send + Sync,
    change: &Change<'_>,
) -> ApiResult<VueRow> {
    let nom = change.nom.map(checked).transpose()?;
    check_place(change.ordre)?;
    let mut conn = state.pool.get().await?;
    let view = conn
        .transaction::<_, ApiError, _>(async |conn| {
            let view = locked(conn, person, id, &may_change).await?;
            let (nom, requete) =
                (nom.as_deref().unwrap_or(&view.nom), change.requete.unwrap_or(&view.requete));
            if (nom, requete) != (view.nom.as_str(), view.requete.as_str()) {
                db::vues::update(conn, id, nom, requete).await.map_err(name_taken)?;
            }
            if let Some(place) = change.ordre {
                move_to(conn, &view, place).await?;
            }
            found(conn, person, id).await
        })
        .await?;
    announce(state, &view);
    Ok(view)
}

/// Deletes a view; the following ones move up.
///
/// # Errors
/// As [`change_view`].
pub async fn delete_view(
    state: &AppState,
    person: &Utilisateur,
    id: IdVue,
    may_change: impl Fn(i32) -> Option<bool> + Send + Sync,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let view = conn
        .transaction::<_, ApiError, _>(async |conn| {
            let view = locked(conn, person, id, &may_change).await?;
            db::vues::delete(conn, id).await?;
            let others = db::vues::list_ids(conn, view.owner()).await?;
            db::vues::set_order(conn, &others).await?;
            Ok(view)
        })
        .await?;
    announce(state, &view);
    Ok(())
}

/// Finds a view that may be changed, and keeps other changes of views out until the end of the transaction.
async fn locked(
    conn: &mut AsyncPgConnection,
    person: &Utilisateur,
    id: IdVue,
    may_change: impl Fn(i32) -> Option<bool>,
) -> ApiResult<VueRow> {
    db::vues::lock(conn).await?;
    let view = found(conn, person, id).await?;
    check_version(&view, may_change)?;
    Ok(view)
}

async fn found(conn: &mut AsyncPgConnection, person: &Utilisateur, id: IdVue) -> ApiResult<VueRow> {
    let view = db::vues::find(conn, id, person.id_utilisateur).await?;
    view.ok_or_else(|| ApiError::not_found("Cette vue"))
}

/// Returns the place after the last view, or a 422 when there are too many.
async fn next_place(conn: &mut AsyncPgConnection, owner: Option<IdUtilisateur>) -> ApiResult<i32> {
    let views = db::vues::list_ids(conn, owner).await?.len();
    let place = i32::try_from(views).unwrap_or(i32::MAX).saturating_add(1);
    if i64::from(place) <= MAX_VUES {
        return Ok(place);
    }
    let message = format!("{MAX_VUES} vues au plus : supprimez-en une.");
    Err(ApiError::field("portee", FieldCode::TropLong, message))
}

/// Moves a view to a place among its neighbours.
async fn move_to(conn: &mut AsyncPgConnection, view: &VueRow, place: i32) -> ApiResult<()> {
    let id = view.id_vue.0;
    let mut ids = db::vues::list_ids(conn, view.owner()).await?;
    ids.retain(|other| *other != id);
    let before = usize::try_from(place - 1).unwrap_or_default().min(ids.len());
    ids.insert(before, id);
    Ok(db::vues::set_order(conn, &ids).await?)
}

fn check_version(view: &VueRow, may_change: impl Fn(i32) -> Option<bool>) -> ApiResult<()> {
    match may_change(view.version) {
        Some(true) => Ok(()),
        Some(false) => {
            let detail = (
                "Cette vue a été modifiée entre-temps. Relisez-la avant de l’enregistrer.",
                "This view has changed meanwhile. Read it again before you save it.",
            );
            Err(ApiError::new(ErrorCode::VersionPerimee, detail))
        }
        None if view.portee() == PorteeVue::Personnelle => Ok(()),
        None => {
            let detail = (
                "Donnez dans If-Match la version de la vue de l’équipe que vous avez lue, par exemple \"v3\".",
                "Give in If-Match the version of the view of the team that you read, such as \"v3\".",
            );
            Err(ApiError::new(ErrorCode::ConditionRequise, detail))
        }
    }
}

fn checked(nom: &str) -> ApiResult<String> {
    let mut check = Check::default();
    let nom = check.required_line("nom", nom, NOM_LENGTH);
    check.finish()?;
    Ok(nom)
}

fn check_place(ordre: Option<i32>) -> ApiResult<()> {
    let mut check = Check::default();
    if let Some(place) = ordre {
        check.number("ordre", &place, &(1..=1_000));
    }
    check.finish()
}

/// Recognises the name of another view.
fn name_taken(error: diesel::result::Error) -> ApiError {
    if violated_unique(&error) == Some(VUE_NOM) {
        return ApiError::field("nom", FieldCode::DejaUtilise, "Une autre vue a déjà ce nom.");
    }
    error.into()
}

/// Tells every open page that a view of the team changed; its totals are read again with the records.
fn announce(state: &AppState, view: &VueRow) {
    if view.portee() == PorteeVue::Equipe {
        all_records_changed(state);
    }
}
