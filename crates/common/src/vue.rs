//! DTOs of saved views: named filters and orders of the list of prospects.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::identifiant::IdVue;
use crate::lenient::not_null;

/// Maximum length of the name of a view, in characters.
pub const NOM_LENGTH: usize = 60;
/// Maximum length of the query string of a view, in characters.
pub const REQUETE_LENGTH: usize = 2_000;
/// Maximum number of views of a person, and of the team.
pub const MAX_VUES: i64 = 30;

codes! {
    /// The people who see a view.
    PorteeVue {
        Personnelle = "PERSONNELLE", "Mes vues";
        Equipe = "EQUIPE", "Vues de l’équipe";
    }
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Vue {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_vue: IdVue,
    /// Name.
    pub nom: String,
    /// Filters and `tri` of `listProspects`, as a query string. A relative date stays relative.
    pub requete: String,
    /// The people who see it.
    pub portee: PorteeVue,
    /// Place among the views of the person, or of the team, from 1.
    pub ordre: i32,
    /// Number of prospects that it shows now to the caller.
    pub total: i64,
    /// False when the view has a `recherche` that more than 1 000 prospects match: `total` is then 1 000.
    pub total_exact: bool,
    /// Parts of `requete` that the service no longer understands, such as the code of a formation that is gone. The view
    /// is read, and counted, without them.
    pub ignore: Vec<String>,
    /// Version of the name and of the query: the number in its tag for `If-Match`, such as 3 in `"v3"`.
    pub version: i32,
}

/// Request to save a view. It takes the last place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewVueRequest {
    /// Name, unique among the views of the person, or of the team.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 60))]
    pub nom: String,
    /// Filters and `tri` of `listProspects`, as a query string.
    #[cfg_attr(feature = "server", schema(max_length = 2000, example = "statut=NOUVEAU&contact=30j"))]
    pub requete: String,
    /// The people who see it.
    pub portee: PorteeVue,
}

/// Request to change a view; absent fields stay, and none can be emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ChangeVueRequest {
    /// Name, unique among the views of the person, or of the team.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 60))]
    pub nom: Option<String>,
    /// Filters and `tri` of `listProspects`, as a query string.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, max_length = 2000))]
    pub requete: Option<String>,
    /// Place, from 1; the other views make room. A place beyond the last one is the last one.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, minimum = 1, maximum = 1000))]
    pub ordre: Option<i32>,
}
