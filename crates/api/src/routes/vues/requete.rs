//! Reads the query string of a view with the reader of the list's own parameters.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use common::FieldCode;
use common::vue::REQUETE_LENGTH;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use crate::error::{ApiError, ApiResult};
use crate::extract::parse_query;
use crate::routes::prospects::{ExportOrderQuery, FilterQuery};

/// Parts of a query string: names and values, decoded.
type Pairs = Vec<(String, String)>;

/// Names of the parameters of the list.
static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let of_query = || Some(ParameterIn::Query);
    let parameters =
        [FilterQuery::into_params(of_query), ExportOrderQuery::into_params(of_query)].into_iter().flatten();
    parameters.map(|parameter| parameter.name).collect()
});

/// A stored query string, as the service understands it today.
pub(super) struct Understood {
    /// The filters.
    pub(super) filters: FilterQuery,
    /// The parts that are left out, decoded.
    pub(super) ignored: Vec<String>,
}

/// Checks the query string of a request, and returns it without a leading `?`.
///
/// # Errors
/// 422 for a part that the list would refuse.
pub(in crate::routes) fn checked(requete: &str) -> ApiResult<&str> {
    let requete = requete.trim().trim_start_matches('?');
    let refused = |message: &str| ApiError::field("requete", FieldCode::ValeurInconnue, message);
    if requete.chars().count() > REQUETE_LENGTH {
        let message = format!("{REQUETE_LENGTH} caractères au plus.");
        return Err(ApiError::field("requete", FieldCode::Longueur, message));
    }
    let pairs: Pairs = parse_query(requete)?;
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !NAMES.contains(name)) {
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(40).collect();
        return Err(refused(&format!("« {name} » n’est pas un filtre de la liste.")));
    }
    parse_query::<FilterQuery>(requete).map_err(|error| refused(error.detail()))?;
    parse_query::<ExportOrderQuery>(requete).map_err(|error| refused(error.detail()))?;
    Ok(requete)
}

/// Reads a stored query string and leaves out what is not understood any more: a name or a value that this version does
/// not know, and a formation that is none of `formations`.
///
/// # Errors
/// 400 when not even the rest can be read, which no stored query string does.
pub(super) fn understand(requete: &str, formations: &BTreeSet<String>) -> ApiResult<Understood> {
    let is_understood = |(name, value): &(String, String)| {
        let part = serde_html_form::to_string([(name, value)]).unwrap_or_default();
        NAMES.contains(name)
            && (name != "formation" || formations.contains(value))
            && parse_query::<FilterQuery>(&part).is_ok()
            && parse_query::<ExportOrderQuery>(&part).is_ok()
    };
    let pairs: Pairs = parse_query(requete)?;
    let (kept, left): (Pairs, Pairs) = pairs.into_iter().partition(is_understood);
    let kept = serde_html_form::to_string(kept).map_err(ApiError::internal)?;
    let filters = parse_query(&kept)?;
    let ignored = left.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(Understood { filters, ignored })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_of_the_list_is_accepted_and_nothing_else() {
        for requete in [
            "",
            "?statut=NOUVEAU&statut=QUALIFIE&formation=CAP_BJ&financement=CPF&recherche=dumitru%20lyon&tri=nom",
            "responsable=moi&source=SALON&motifPerte=AUTRE&relance=retard&contact=30j&contactAvant=2026-02-15&sansReponseDepuis=7",
        ] {
            assert_eq!(checked(requete).unwrap(), requete.trim_start_matches('?'));
        }
        let long = "statut=NOUVEAU&".repeat(200);
        for requete in [
            "statut=AUTRE",
            "page=2",
            "prospect=PROS_1",
            "contact=demain",
            "tri=age",
            "recherche=a&recherche=b",
            "recherche=%00",
            long.as_str(),
        ] {
            assert!(checked(requete).is_err(), "{requete}");
        }
    }

    #[test]
    fn what_is_gone_is_left_out_and_named() {
        let formations = BTreeSet::from(["CAP_BJ".to_owned()]);
        let requete = "statut=NOUVEAU&statut=JADIS&formation=CAP_BJ&formation=PARTIE&autre=%C3%A9&tri=age";
        let read = understand(requete, &formations).unwrap();
        assert_eq!(read.ignored, ["statut=JADIS", "formation=PARTIE", "autre=é", "tri=age"]);
    }
}
