//! Errors between the page and the service, with their French texts.

use common::{ErrorCode, Problem};

use super::json;
use crate::model::failure::Failure;
use crate::model::refusal::Refusal;

/// The error of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ApiError {
    /// The service answered with a problem document.
    Problem(Box<Problem>),
    /// The session had ended, so that the service did nothing.
    LoggedOut,
    /// The service was not reached.
    Network,
    /// The service did not respond in time; the request may have been carried out.
    Timeout,
    /// This version of the page cannot decode the response.
    Decode,
}

impl ApiError {
    /// Returns a short title.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Problem(problem) => problem.title.clone(),
            Self::LoggedOut => "Votre session était terminée".to_owned(),
            Self::Network => "Connexion impossible".to_owned(),
            Self::Timeout => "Le service met trop de temps à répondre".to_owned(),
            Self::Decode => "Réponse incompréhensible".to_owned(),
        }
    }

    /// Returns a sentence that tells what to do.
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

    /// Returns the reason why an action was refused.
    pub(crate) fn sentence(&self) -> String {
        self.problem().map_or_else(|| self.message(), |problem| Refusal::of(problem).sentence())
    }

    /// Returns the problem document, if any.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Returns the HTTP status of the problem.
    pub(crate) fn status(&self) -> Option<u16> {
        self.problem().map(|problem| problem.status)
    }

    /// Returns true when the person is on the opposition list and did not ask for contact.
    pub(crate) fn is_opposition(&self) -> bool {
        self.problem().is_some_and(|problem| problem.code.known() == Some(ErrorCode::Opposition))
    }

    /// Returns the identifier of the request in the service's log.
    pub(crate) fn trace_id(&self) -> Option<&str> {
        self.problem().map(|problem| problem.trace_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Parses the body of an error response. A proxy in front of the service may send another document than a problem.
    pub(super) fn from_body(status: u16, body: &str) -> Self {
        let problem = json::decode(body).unwrap_or_else(|_| foreign(status));
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

/// Builds a problem for a response that the service did not write.
fn foreign(status: u16) -> Problem {
    let (code, detail) = match status {
        401 => (ErrorCode::NonAuthentifie, "Votre session est terminée. Connectez-vous de nouveau."),
        403 => (ErrorCode::AccesRefuse, "Votre compte n’a pas accès à cette page."),
        404 => (ErrorCode::Introuvable, "Ce que vous demandez n’existe pas ou n’existe plus."),
        502..=504 => (
            ErrorCode::ServiceIndisponible,
            "Le service redémarre ou est surchargé. Réessayez dans un instant.",
        ),
        _ => (ErrorCode::ErreurInterne, "Le service a rencontré une erreur. Réessayez dans un instant."),
    };
    Problem {
        kind: "about:blank".to_owned(),
        title: code.libelle().to_owned(),
        status,
        code: code.into(),
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
