//! Reads a selection of prospects from a body: their identifiers, or the query string of a list that shows them.

use std::collections::HashSet;

use common::auth::Utilisateur;
use common::lot::MAX_LIGNES;
use common::{FieldCode, IdProspect, Sort};

use crate::db;
use crate::db::prospects::ProspectFilters;
use crate::error::{ApiError, ApiResult};
use crate::extract::parse_query;
use crate::routes::prospects::{ExportOrderQuery, FilterQuery};
use crate::routes::vues::checked;
use crate::state::AppState;

/// A well-formed selection.
pub(super) enum Selection {
    /// These prospects.
    Ids(Vec<IdProspect>),
    /// Every prospect that the list with this query string shows.
    Requete(String),
}

impl Selection {
    /// Reads the two fields, exactly one of which must be given.
    ///
    /// # Errors
    /// 422 with the field.
    pub(super) fn of(ids: Option<Vec<IdProspect>>, requete: Option<&str>) -> ApiResult<Self> {
        let one_of_both = "Donnez soit « ids », soit « requete ».";
        match (ids, requete) {
            (Some(ids), None) => {
                check_size("ids", ids.len())?;
                Ok(Self::Ids(ids))
            }
            (None, Some(requete)) => Ok(Self::Requete(checked(requete)?.to_owned())),
            (Some(_), Some(_)) => Err(ApiError::field("requete", FieldCode::UnSeul, one_of_both)),
            (None, None) => Err(ApiError::field("ids", FieldCode::UnSeul, one_of_both)),
        }
    }
}

/// Refuses an empty selection, and one of more than [`MAX_LIGNES`] prospects.
///
/// # Errors
/// 422 for the field `champ`.
pub(super) fn check_size(champ: &str, size: usize) -> ApiResult<()> {
    if size == 0 {
        return Err(ApiError::field(champ, FieldCode::Longueur, "Choisissez au moins un prospect."));
    }
    if size > MAX_LIGNES {
        let message = "5 000 prospects au plus : resserrez la sélection.";
        return Err(ApiError::field(champ, FieldCode::TropLong, message));
    }
    Ok(())
}

/// Returns the named prospects, each once.
///
/// # Errors
/// 422 for unknown ones, with the place of each in the request.
pub(super) async fn known(state: &AppState, mut ids: Vec<IdProspect>) -> ApiResult<Vec<IdProspect>> {
    let mut conn = state.pool.get().await?;
    let known = db::prospects::list_known(&mut conn, &ids).await?;
    let unknown = ids.iter().enumerate().filter(|(_, id)| !known.contains(*id));
    let erreurs: Vec<_> = unknown
        .map(|(at, id)| {
            let message = format!("Le prospect {id} n’existe pas.");
            common::ErreurChamp::new(&format!("ids[{at}]"), FieldCode::ValeurInconnue, message)
        })
        .take(MOST_NAMED)
        .collect();
    if !erreurs.is_empty() {
        return Err(ApiError::validation(erreurs));
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    Ok(ids)
}

/// Returns the filters and the order of the list with this query string, as the caller sees it.
pub(super) async fn shown(
    state: &AppState,
    person: &Utilisateur,
    requete: &str,
) -> ApiResult<(ProspectFilters, Sort)> {
    let (filters, order) = (parse_query::<FilterQuery>(requete)?, parse_query::<ExportOrderQuery>(requete)?);
    let conn = state.pool.get().await?;
    let filters = filters.filters(&conn, &state.clock, person).await?;
    Ok((filters, order.tri.unwrap_or_default()))
}

/// Maximum number of unknown prospects that an error names.
const MOST_NAMED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ids: Option<std::ops::Range<u32>>, requete: Option<&str>) -> ApiResult<Selection> {
        Selection::of(ids.map(|numbers| numbers.map(IdProspect::from).collect()), requete)
    }

    fn champ(ids: Option<std::ops::Range<u32>>, requete: Option<&str>) -> String {
        of(ids, requete).err().unwrap().erreurs()[0].champ.clone()
    }

    #[test]
    fn exactly_one_of_the_fields_is_a_selection() {
        assert_eq!(champ(None, None), "ids");
        assert_eq!(champ(Some(1..2), Some("")), "requete");
        assert_eq!(champ(Some(1..1), None), "ids");
        assert_eq!(champ(Some(1..5_002), None), "ids");
        assert_eq!(champ(None, Some("page=2")), "requete");
        assert!(of(Some(1..5_001), None).is_ok());
    }
}
