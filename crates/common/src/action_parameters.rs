//! Parameters of actions, as the column `parametres` stores them and `getAction` shows them.
//!
//! Unknown fields are ignored, because another version of the service may have written the row. Every field is
//! optional, because the anonymisation of a person empties the column.

use serde::{Deserialize, Serialize};

use crate::codes::TypeEmail;

/// Parameters of `ENVOYER_DOSSIER`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DossierParameters {
    /// Recipient; a request without it means the prospect's main address.
    pub email: Option<String>,
    /// The request for contact by a person on the opposition list, in an admin's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demande_de_la_personne: Option<String>,
}

/// Parameters of `ENVOYER_EMAIL`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EmailParameters {
    /// Recipient: the prospect's main address at the time of the request.
    pub email: Option<String>,
    /// The purpose of the email.
    pub type_email: Option<TypeEmail>,
    /// Text for the person; n8n writes its own when absent.
    pub message: Option<String>,
    /// The request for contact by a person on the opposition list, in an admin's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demande_de_la_personne: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    fn dossier(stored: Value) -> DossierParameters {
        from_value(stored).unwrap()
    }

    fn email(stored: Value) -> EmailParameters {
        from_value(stored).unwrap()
    }

    #[test]
    fn stored_parameters_are_read_and_written_back_unchanged() {
        for stored in [
            json!({ "email": "marie@exemple.example" }),
            json!({ "email": null }),
            json!({ "email": "marie@exemple.example", "demandeDeLaPersonne": "appel du 04/11" }),
        ] {
            assert_eq!(json!(dossier(stored.clone())), stored);
        }
        for stored in [
            json!({ "email": "marie@exemple.example", "typeEmail": "RELANCE", "message": null }),
            json!({ "email": null, "typeEmail": "COMMERCIAL", "message": "Bonjour" }),
            json!({ "email": "marie@exemple.example", "typeEmail": "INFORMATION", "message": "Bonjour",
                "demandeDeLaPersonne": "appel du 04/11" }),
        ] {
            assert_eq!(json!(email(stored.clone())), stored);
        }
    }

    #[test]
    fn fields_of_another_version_are_ignored() {
        let stored = json!({ "email": "marie@exemple.example", "copie": ["paul@exemple.example"] });
        assert_eq!(dossier(stored).email.as_deref(), Some("marie@exemple.example"));
        let stored = json!({ "typeEmail": "RELANCE", "langue": { "code": "fr" } });
        assert_eq!(email(stored).type_email, Some(TypeEmail::Relance));
    }

    #[test]
    fn parameters_of_an_anonymised_person_are_empty() {
        assert_eq!(dossier(json!({})), DossierParameters::default());
        assert_eq!(email(json!({})), EmailParameters::default());
    }
}
