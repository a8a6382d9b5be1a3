//! Errors that callers see: the status of each code, and the problem documents (RFC 9457).
//!
//! Three error types exist:
//! - [`ApiError`] is the error of handlers, extractors and rules. Its `detail` is safe to show; its `source` goes to
//!   the log only.
//! - `diesel::result::Error` is the error of `db`. It becomes a 503 when the database is unavailable and a 500
//!   otherwise; constraints with a meaning for the caller are recognised by name ([`crate::db::constraint`]).
//! - `anyhow::Error` is the error of the command line and of the startup.

mod database;
mod detail;
mod english;
mod language;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
pub use common::ErrorCode;
use common::{ErreurChamp, FieldCode, Problem};
use serde::Serialize;
use serde_json::{Map, Value};

pub(crate) use database::is_lock_refused;
pub use detail::Detail;
pub(crate) use language::{Language, Told};

/// Media type of every error (RFC 9457 §3).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Returns the HTTP status of a code.
pub const fn status(code: ErrorCode) -> StatusCode {
    use ErrorCode as Code;
    match code {
        Code::RequeteInvalide => StatusCode::BAD_REQUEST,
        Code::NonAuthentifie
        | Code::CodeRequis
        | Code::CodeInvalide
        | Code::CleApiInvalide
        | Code::SignatureInvalide
        | Code::HorodatagePerime => StatusCode::UNAUTHORIZED,
        Code::AccesRefuse | Code::SecondFacteurRequis | Code::VerificationRequise => StatusCode::FORBIDDEN,
        Code::Introuvable => StatusCode::NOT_FOUND,
        Code::MethodeNonAutorisee => StatusCode::METHOD_NOT_ALLOWED,
        Code::DelaiDepasse => StatusCode::REQUEST_TIMEOUT,
        Code::ActionEnCours
        | Code::ActionNonRelancable
        | Code::CapaciteInsuffisante
        | Code::CodeUtilise
        | Code::CompteInactif
        | Code::DejaPartie
        | Code::DejaCandidat
        | Code::DernierAdmin
        | Code::SecondFacteurActif
        | Code::LotExpire
        | Code::LotNonPrepare
        | Code::SessionComplete
        | Code::SessionNonComplete
        | Code::PlaceNonProposee
        | Code::ResultatContradictoire
        | Code::NumeroDossierPris
        | Code::Opposition
        | Code::PersonneAnonymisee => StatusCode::CONFLICT,
        Code::VersionPerimee => StatusCode::PRECONDITION_FAILED,
        Code::ChargeTropGrande => StatusCode::PAYLOAD_TOO_LARGE,
        Code::AdresseTropLongue => StatusCode::URI_TOO_LONG,
        Code::TypeNonSupporte => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::Validation | Code::CleIdempotenceReutilisee => StatusCode::UNPROCESSABLE_ENTITY,
        Code::ConditionRequise => StatusCode::PRECONDITION_REQUIRED,
        Code::EnTetesTropGrands => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Code::TropDeRequetes => StatusCode::TOO_MANY_REQUESTS,
        Code::ErreurInterne => StatusCode::INTERNAL_SERVER_ERROR,
        Code::ServiceIndisponible => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Returns the URI of the problem type of a code, such as `/problemes/action-en-cours`.
pub(crate) fn kind(code: ErrorCode) -> String {
    format!("/problemes/{}", code.as_str().to_lowercase().replace('_', "-"))
}

/// An error with the content of its problem document.
#[derive(Debug)]
pub struct ApiError {
    /// Code of the error.
    pub code: ErrorCode,
    /// Boxed, because every handler returns this type by value.
    detail: Box<Detail>,
    erreurs: Vec<ErreurChamp>,
    extra: Map<String, Value>,
    retry_after_s: Option<u64>,
    names_codings: bool,
    source: Option<anyhow::Error>,
}

/// The result of most fallible functions above `db`.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// Creates an error of `code` whose `detail` is safe to show.
    pub fn new(code: ErrorCode, detail: impl Into<Detail>) -> Self {
        Self {
            code,
            detail: Box::new(detail.into()),
            erreurs: Vec::new(),
            extra: Map::new(),
            retry_after_s: None,
            names_codings: false,
            source: None,
        }
    }

    /// Returns true when the request is at fault, not the service (4xx).
    pub fn is_refusal(&self) -> bool {
        status(self.code).is_client_error()
    }

    /// Returns true when the database is unavailable, so that a later attempt may succeed. A 503 for another reason,
    /// such as a missing key, has no source.
    pub fn is_outage(&self) -> bool {
        self.code == ErrorCode::ServiceIndisponible && self.source.is_some()
    }

    /// Creates a 404 for a resource that does not exist or that the caller may not see.
    pub fn not_found(what: &str) -> Self {
        let english = "This resource does not exist.".to_owned();
        Self::new(ErrorCode::Introuvable, (format!("{what} n’existe pas."), english))
    }

    /// Creates the 401 for a missing session.
    pub fn not_logged_in() -> Self {
        Self::new(ErrorCode::NonAuthentifie, ("Connectez-vous pour continuer.", "Log in to continue."))
    }

    /// Creates a 422 for one field.
    pub fn field(champ: &str, code: FieldCode, message: impl Into<String>) -> Self {
        Self::validation(vec![ErreurChamp::new(champ, code, message)])
    }

    /// Creates a 422 for several fields.
    pub fn validation(erreurs: Vec<ErreurChamp>) -> Self {
        let detail = match erreurs.as_slice() {
            [only] => Detail::from(only.message.clone()),
            several => Detail::from((
                format!("{} champs sont à corriger.", several.len()),
                format!("{} fields must be corrected.", several.len()),
            )),
        };
        Self { erreurs, ..Self::new(ErrorCode::Validation, detail) }
    }

    /// Creates the 422 for an `Idempotency-Key` that another request has used.
    pub fn key_reused() -> Self {
        let message = "Cette clé d’idempotence a déjà servi à une autre demande.";
        let erreurs = vec![ErreurChamp::new("Idempotency-Key", FieldCode::DejaUtilise, message)];
        let detail = (message, "This idempotency key was already used for another request.");
        Self { erreurs, ..Self::new(ErrorCode::CleIdempotenceReutilisee, detail) }
    }

    /// Creates a 500 whose source only goes to the log.
    pub fn internal(source: impl Into<anyhow::Error>) -> Self {
        let detail = (
            "L’opération n’a pas abouti. Réessayez ; si cela se répète, donnez cette référence.",
            "The operation failed. Try again; if that repeats, give this reference.",
        );
        Self { source: Some(source.into()), ..Self::new(ErrorCode::ErreurInterne, detail) }
    }

    /// Creates a 503 with `Retry-After`. After a connection lost during a commit, the outcome is unknown; a retry is
    /// safe, because committed data is recognised (Idempotency-Key, lock of the action, `If-Match`, known email or
    /// message).
    pub fn unavailable(source: impl Into<anyhow::Error>) -> Self {
        let detail = (
            "La base de données n’a pas répondu : votre demande n’a peut-être pas été enregistrée. Réessayez dans quelques \
             secondes, rien ne sera fait deux fois.",
            "The database did not answer: your request may not have been recorded. Try again in a few seconds, nothing is \
             done twice.",
        );
        let error = Self::new(ErrorCode::ServiceIndisponible, detail).retry_after(2);
        Self { source: Some(source.into()), ..error }
    }

    /// Adds `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Adds `Accept-Encoding: identity`: requests must not have a content coding (RFC 9110 §15.5.16).
    #[must_use]
    pub fn names_codings(mut self) -> Self {
        self.names_codings = true;
        self
    }

    /// Adds the members of the code to the problem document: one of the structs of [`common::erreur`].
    #[must_use]
    pub fn with(mut self, members: impl Serialize) -> Self {
        if let Ok(Value::Object(members)) = serde_json::to_value(members) {
            self.extra.extend(members);
        }
        self
    }

    /// Returns the French description of this occurrence.
    pub fn detail(&self) -> &str {
        self.detail.french()
    }

    /// Returns the description with the invalid fields, for readers who do not see the response.
    pub fn reason(&self) -> String {
        if self.erreurs.is_empty() {
            return self.detail().to_owned();
        }
        let fields = self.erreurs.iter().map(|erreur| format!("{} : {}", erreur.champ, erreur.message));
        fields.collect::<Vec<_>>().join(" ")
    }

    /// Returns the invalid fields.
    pub fn erreurs(&self) -> &[ErreurChamp] {
        &self.erreurs
    }

    /// Puts the invalid fields below another field of the request.
    #[must_use]
    pub fn below(mut self, parent: &str) -> Self {
        for erreur in &mut self.erreurs {
            erreur.champ = match erreur.champ.as_str() {
                "" | "." => parent.to_owned(),
                champ => format!("{parent}.{champ}"),
            };
        }
        self
    }

    /// Returns the cause, for the log only: the source, or the description of an error without one. A refusal has its
    /// code, because its description may name a person.
    pub fn cause(&self) -> String {
        match &self.source {
            Some(source) => format!("{source:#}"),
            None if self.is_refusal() => self.code.as_str().to_owned(),
            None => self.detail().to_owned(),
        }
    }

    /// Builds the problem document in French; the middleware adds its `traceId`, which depends on the request.
    pub(crate) fn problem(&self) -> Problem {
        Problem {
            kind: kind(self.code),
            title: self.code.libelle().to_owned(),
            status: status(self.code).as_u16(),
            code: self.code.into(),
            detail: self.detail().to_owned(),
            trace_id: String::new(),
            erreurs: self.erreurs.clone(),
            extra: self.extra.clone(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        status(self.code)
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(source) = &self.source {
            tracing::error!(code = self.code.as_str(), error = format!("{source:#}"), "request failed");
        }
        let problem = self.problem();
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, PROBLEM_JSON));
        if let Some(seconds) = self.retry_after_s {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if self.names_codings {
            response.insert_header((ACCEPT_ENCODING, "identity"));
        }
        let mut response = response.json(&problem);
        // The `middleware` layer adds the traceId and writes the body in the language of the request.
        response.extensions_mut().insert(Told::new(self.code, problem, self.detail.english()));
        response
    }
}
