//! Reads a selection of prospects from a body: their identifiers, or the query string of a list that shows them.

use std::collections::HashSet;

use common::lot::MAX_LIGNES;
use common::{FieldCode, IdProspect};

use crate::error::{ApiError, ApiResult};
use crate::routes::vues::checked;

/// A well-formed selection.
pub(super) enum Selection {
    /// These prospects, each once.
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
            (Some(ids), None) => distinct(ids).map(Self::Ids),
            (None, Some(requete)) => Ok(Self::Requete(checked(requete)?.to_owned())),
            (Some(_), Some(_)) => Err(ApiError::field("requete", FieldCode::UnSeul, one_of_both)),
            (None, None) => Err(ApiError::field("ids", FieldCode::UnSeul, one_of_both)),
        }
    }
}

fn distinct(mut ids: Vec<IdProspect>) -> ApiResult<Vec<IdProspect>> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    check_size("ids", ids.len())?;
    Ok(ids)
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

/// Refuses identifiers that no prospect has. `known` are those of `ids` that prospects have.
///
/// # Errors
/// 422 with the place of each in the request.
pub(super) fn check_known(ids: &[IdProspect], known: &HashSet<IdProspect>) -> ApiResult<()> {
    let unknown = ids.iter().enumerate().filter(|(_, id)| !known.contains(*id));
    let erreurs: Vec<_> = unknown
        .map(|(at, id)| {
            let message = format!("Le prospect {id} n’existe pas.");
            common::ErreurChamp::new(&format!("ids[{at}]"), FieldCode::ValeurInconnue, message)
        })
        .take(MOST_NAMED)
        .collect();
    if erreurs.is_empty() { Ok(()) } else { Err(ApiError::validation(erreurs)) }
}

/// Maximum number of unknown prospects that an error names.
const MOST_NAMED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: impl IntoIterator<Item = u32>) -> Option<Vec<IdProspect>> {
        Some(numbers.into_iter().map(IdProspect::from).collect())
    }

    fn champ(ids: Option<Vec<IdProspect>>, requete: Option<&str>) -> String {
        Selection::of(ids, requete).err().unwrap().erreurs()[0].champ.clone()
    }

    #[test]
    fn exactly_one_of_the_fields_is_a_selection() {
        assert_eq!(champ(None, None), "ids");
        assert_eq!(champ(ids([1]), Some("")), "requete");
        assert_eq!(champ(ids([]), None), "ids");
        assert_eq!(champ(ids(1..=5_001), None), "ids");
        assert_eq!(champ(None, Some("page=2")), "requete");
        assert!(Selection::of(ids(1..=5_000), None).is_ok());
    }

    #[test]
    fn a_prospect_that_is_named_twice_is_one_row() {
        let Ok(Selection::Ids(read)) = Selection::of(ids([3, 1, 3]), None) else { panic!() };
        assert_eq!(Some(read), ids([3, 1]));
    }
}
