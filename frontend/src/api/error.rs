//! What can go wrong between the page and the service, and how screens say it.

use common::Problem;

use crate::model::failure::Failure;

/// A request that did not give what was asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ApiError {
    /// The service answered with a problem document.
    Problem(Box<Problem>),
    /// The session had ended: nothing was done.
    LoggedOut,
    /// The service was not reached.
    Network,
    /// The service did not answer in time; what was asked may have been done.
    Timeout,
    /// The answer is not what this version of the page understands.
    Decode,
}

impl ApiError {
    /// What went wrong, in a few words.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Problem(problem) => problem.title.clone(),
            Self::LoggedOut => "Votre session était terminée".to_owned(),
            Self::Network => "Connexion impossible".to_owned(),
            Self::Timeout => "Le service met trop de temps à répondre".to_owned(),
            Self::Decode => "Réponse incompréhensible".to_owned(),
        }
    }

    /// What went wrong, in a sentence that says what to do.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Problem(problem) if problem.detail.is_empty() => problem.title.clone(),
            Self::Problem(problem) => problem.detail.clone(),
            Self::LoggedOut => {
                "Votre session était terminée\u{a0}: rien n’a été fait. Une fois connecté, recommencez."
                    .to_owned()
            }
            Self::Network => {
                "Le service n’a pas pu être joint. Vérifiez la connexion, puis réessayez.".to_owned()
            }
            Self::Timeout => "Le service n’a pas répondu à temps. Réessayez dans un instant.".to_owned(),
            Self::Decode => {
                "Le service et cette page ne sont pas de la même version. Rechargez la page.".to_owned()
            }
        }
    }

    /// The problem document, when there is one.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// The HTTP status of the problem.
    pub(crate) fn status(&self) -> Option<u16> {
        self.problem().map(|problem| problem.status)
    }

    /// Whether the person is on the opposition list and did not ask to be contacted.
    pub(crate) fn is_opposition(&self) -> bool {
        self.problem().is_some_and(|problem| problem.code == "OPPOSITION")
    }

    /// What to give to whoever reads the service's log.
    pub(crate) fn trace_id(&self) -> Option<&str> {
        self.problem().map(|problem| problem.trace_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Reads the body of a failed answer. A proxy in front of the service may answer something else than a problem.
    pub(super) fn from_body(status: u16, body: &str) -> Self {
        let problem = serde_json::from_str(body).unwrap_or_else(|_| foreign(status));
        Self::Problem(Box::new(problem))
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self {
            title: error.title(),
            text: error.message(),
            reference: error.trace_id().map(ToOwned::to_owned),
        }
    }
}

/// The problem that stands for an answer that the service did not write itself.
fn foreign(status: u16) -> Problem {
    let (code, title, detail) = match status {
        401 => {
            ("NON_AUTHENTIFIE", "Connexion requise", "Votre session est terminée. Connectez-vous de nouveau.")
        }
        403 => ("ACCES_REFUSE", "Accès refusé", "Votre compte n’a pas accès à cette page."),
        404 => ("INTROUVABLE", "Introuvable", "Ce que vous demandez n’existe pas ou n’existe plus."),
        502..=504 => (
            "SERVICE_INDISPONIBLE",
            "Service momentanément indisponible",
            "Le service redémarre ou est surchargé. Réessayez dans un instant.",
        ),
        _ => (
            "ERREUR_INTERNE",
            "Erreur du service",
            "Le service a rencontré une erreur. Réessayez dans un instant.",
        ),
    };
    Problem {
        kind: "about:blank".to_owned(),
        title: title.to_owned(),
        status,
        code: code.to_owned(),
        detail: detail.to_owned(),
        trace_id: String::new(),
        erreurs: Vec::new(),
        extra: serde_json::Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_gives_its_code_and_the_message_of_a_field() {
        let body = r#"{"type":"/problemes/validation","title":"Demande invalide","status":422,"code":"VALIDATION",
            "detail":"Un champ est à corriger.","traceId":"abc","erreurs":[{"champ":"email","code":"FORME","message":"Adresse invalide."}],
            "idSession":7}"#;
        let error = ApiError::from_body(422, body);
        assert_eq!(error.problem().map(|problem| problem.code.as_str()), Some("VALIDATION"));
        assert_eq!(error.problem().unwrap().erreurs[0].message, "Adresse invalide.");
        assert_eq!(error.trace_id(), Some("abc"));
        assert_eq!(error.status(), Some(422));
        assert_eq!(error.problem().unwrap().extra["idSession"], 7);
    }

    #[test]
    fn the_page_of_a_proxy_is_still_a_readable_failure() {
        let error = ApiError::from_body(502, "<html>Bad gateway</html>");
        assert_eq!(error.problem().map(|problem| problem.code.as_str()), Some("SERVICE_INDISPONIBLE"));
        assert_eq!(error.status(), Some(502));
        assert_eq!(error.trace_id(), None);
    }
}
