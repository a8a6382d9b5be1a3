//! Parameters of an action of any type, as requested or as stored.

use chrono::NaiveDate;
use common::action::{GenerateDevisRequest, SendDossierRequest, SendEmailRequest};
use common::action_parameters::{DossierParameters, EmailParameters};
use common::{IdSession, TypeAction};
use diesel::QueryResult;
use serde_json::{Value, json};

use crate::db::actions::ActionRow;

/// Parameters of an action, by type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionParameters {
    /// Parameters of `CONVERTIR_CANDIDAT`.
    Conversion(ConversionParameters),
    /// Parameters of `ENVOYER_DOSSIER`.
    Dossier(DossierParameters),
    /// `GENERER_DEVIS`, which has no parameters.
    Devis,
    /// Parameters of `ENVOYER_EMAIL`.
    Email(EmailParameters),
}

/// Parameters of `CONVERTIR_CANDIDAT`. They have columns of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionParameters {
    /// Code of the formation.
    pub formation_retenue: Option<String>,
    /// Identifier of the session. It takes precedence over the label.
    pub id_session: Option<IdSession>,
    /// Label of a session.
    pub session_visee: Option<String>,
    /// Requested start date.
    pub date_debut_souhaitee: Option<NaiveDate>,
}

impl ActionParameters {
    /// Reads the parameters of a stored action.
    ///
    /// # Errors
    /// The stored JSON is not that of the type, such as a `typeEmail` of a later version.
    pub(super) fn of(action: &ActionRow) -> QueryResult<Self> {
        Ok(match action.type_action() {
            TypeAction::ConvertirCandidat => Self::Conversion(ConversionParameters {
                formation_retenue: action.formation_retenue.clone(),
                id_session: action.session(),
                session_visee: action.session_visee.clone(),
                date_debut_souhaitee: action.date_debut_souhaitee,
            }),
            TypeAction::EnvoyerDossier => Self::Dossier(action.parameters()?),
            TypeAction::GenererDevis => Self::Devis,
            TypeAction::EnvoyerEmail => Self::Email(action.parameters()?),
        })
    }

    /// Returns the type of the action.
    pub fn type_action(&self) -> TypeAction {
        match self {
            Self::Conversion(_) => TypeAction::ConvertirCandidat,
            Self::Dossier(_) => TypeAction::EnvoyerDossier,
            Self::Devis => TypeAction::GenererDevis,
            Self::Email(_) => TypeAction::EnvoyerEmail,
        }
    }

    /// Returns the parameters of a conversion; `None` for the other types.
    pub(super) fn conversion(&self) -> Option<&ConversionParameters> {
        match self {
            Self::Conversion(asked) => Some(asked),
            Self::Dossier(_) | Self::Devis | Self::Email(_) => None,
        }
    }

    /// Returns the JSON of the column `parametres`.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Conversion(_) | Self::Devis => json!({}),
            Self::Dossier(asked) => json!(asked),
            Self::Email(asked) => json!(asked),
        }
    }

    /// Returns the recipient; `None` for a type that contacts nobody.
    pub(super) fn email(&self) -> Option<&str> {
        match self {
            Self::Conversion(_) | Self::Devis => None,
            Self::Dossier(asked) => asked.email.as_deref(),
            Self::Email(asked) => asked.email.as_deref(),
        }
    }

    /// Returns the request for contact by a person on the opposition list; `None` for a type that contacts nobody.
    pub(super) fn demande_de_la_personne(&mut self) -> Option<&mut Option<String>> {
        match self {
            Self::Conversion(_) | Self::Devis => None,
            Self::Dossier(asked) => Some(&mut asked.demande_de_la_personne),
            Self::Email(asked) => Some(&mut asked.demande_de_la_personne),
        }
    }
}

impl From<SendDossierRequest> for ActionParameters {
    fn from(asked: SendDossierRequest) -> Self {
        let SendDossierRequest { email, demande_de_la_personne, delai_annulation_s: _ } = asked;
        Self::Dossier(DossierParameters { email, demande_de_la_personne })
    }
}

impl From<GenerateDevisRequest> for ActionParameters {
    fn from(_: GenerateDevisRequest) -> Self {
        Self::Devis
    }
}

impl From<SendEmailRequest> for ActionParameters {
    fn from(asked: SendEmailRequest) -> Self {
        let SendEmailRequest { type_email, message, demande_de_la_personne, delai_annulation_s: _ } = asked;
        // The check adds the recipient.
        let type_email = Some(type_email);
        Self::Email(EmailParameters { email: None, type_email, message, demande_de_la_personne })
    }
}
