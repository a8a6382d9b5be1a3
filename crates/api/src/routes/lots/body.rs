//! The body of a new lot, whose parameters depend on its type.

use common::IdProspect;
use common::lot::{ChangementLot, TypeLot};
use serde::Deserialize;
use serde_json::Value;
use validator::Validate;

use crate::error::ApiResult;
use crate::extract::parse_part;

/// The fields of [`common::lot::NewLotRequest`], before the parameters are read.
#[derive(Deserialize, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LotBody {
    #[serde(rename = "type")]
    type_lot: TypeLot,
    parametres: Value,
    #[serde(default)]
    pub(super) ids: Option<Vec<IdProspect>>,
    #[serde(default)]
    pub(super) requete: Option<String>,
}

impl LotBody {
    /// Reads the change.
    ///
    /// # Errors
    /// 422 with the parameter.
    pub(super) fn change(&self) -> ApiResult<ChangementLot> {
        let part = &self.parametres;
        Ok(match self.type_lot {
            TypeLot::Statut => ChangementLot::Statut(parse_part(PARAMETRES, part)?),
            TypeLot::Responsable => ChangementLot::Responsable(parse_part(PARAMETRES, part)?),
            TypeLot::Relance => ChangementLot::Relance(parse_part(PARAMETRES, part)?),
            TypeLot::Dossier => ChangementLot::Dossier(parse_part(PARAMETRES, part)?),
            TypeLot::EmailRelance => ChangementLot::EmailRelance(parse_part(PARAMETRES, part)?),
            TypeLot::Conversion => ChangementLot::Conversion(parse_part(PARAMETRES, part)?),
        })
    }
}

/// Name of the field of the parameters.
const PARAMETRES: &str = "parametres";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::extract::parse;

    fn champ(body: &Value) -> String {
        let (read, _) = parse::<LotBody>(&serde_json::to_vec(body).unwrap()).unwrap();
        read.change().unwrap_err().erreurs()[0].champ.clone()
    }

    #[test]
    fn an_error_names_the_parameter() {
        for (type_lot, parametres, expected) in [
            ("STATUT", json!({ "statutProspect": "JADIS" }), "parametres.statutProspect"),
            ("STATUT", json!({}), "parametres.statutProspect"),
            ("STATUT", json!({ "statutProspect": "PERDU", "nom": "x" }), "parametres.nom"),
            ("RESPONSABLE", json!({}), "parametres.idResponsable"),
            ("RELANCE", json!(3), "parametres"),
            ("EMAIL_RELANCE", json!({ "message": "x".repeat(5_001) }), "parametres.message"),
            ("CONVERSION", json!({ "formationRetenue": "", "idSession": 1 }), "parametres.formationRetenue"),
        ] {
            assert_eq!(champ(&json!({ "type": type_lot, "parametres": parametres })), expected);
        }
    }
}
