//! Extracts JSON bodies: limited in size, parsed, validated field by field.

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use common::{ErreurChamp, FieldCode};
use futures_util::StreamExt as _;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::Caller;
use super::key::KEY_HEADER;
use super::repair::repair;
use super::who::{Extracted, after_caller, state};
use crate::camel_case::camel_case;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Maximum size of a person's JSON body, in bytes.
const BODY_LIMIT: usize = 256 * 1024;
/// Maximum size of a program's JSON body, in bytes. Emails are long, and their content is truncated rather than
/// refused.
pub(super) const MACHINE_BODY_LIMIT: usize = 2 * 1024 * 1024;

/// A parsed and validated JSON body.
///
/// # Errors
/// 415 without a JSON content type or with a content coding, 408 when it arrives too slowly, 413 above 256 kB, 400
/// for malformed JSON, 422 with the field for other errors.
pub struct ValidJson<T>(pub T);

/// A JSON body that may be missing when all fields of its type are optional.
///
/// # Errors
/// The errors of [`ValidJson`], unless the body is empty.
pub struct OptionalJson<T>(pub T);

/// A JSON body from a person or from a program. A program may send 2 MB, unknown fields, a field twice, and characters
/// that [`repair`] replaces; from a person each of these is an error. The type itself must not deny unknown fields.
pub struct LooseJson<T> {
    value: T,
    unknown: Option<String>,
}

impl<T> LooseJson<T> {
    /// Returns the body after applying the rules of its sender.
    pub fn of(self, caller: &Caller) -> ApiResult<T> {
        match (caller, self.unknown) {
            (Caller::Admin(_), Some(name)) => Err(unknown_field(&name, &name)),
            _ => Ok(self.value),
        }
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for ValidJson<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, BODY_LIMIT);
        let parsed = async move { parse(body.await?.checked(BODY_LIMIT)?).map(|(value, _)| Self(value)) };
        after_caller(request, parsed)
    }
}

impl<T: DeserializeOwned + Validate + Default + 'static> FromRequest for OptionalJson<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, BODY_LIMIT);
        after_caller(request, async move {
            let body = body.await?;
            if matches!(body.bytes.trim_ascii(), b"" | b"null") {
                return Ok(Self(T::default()));
            }
            parse(body.checked(BODY_LIMIT)?).map(|(value, _)| Self(value))
        })
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for LooseJson<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_machine = request.headers().contains_key(KEY_HEADER);
        let limit = if is_machine { MACHINE_BODY_LIMIT } else { BODY_LIMIT };
        let body = read(request, payload, limit);
        after_caller(request, async move {
            let body = body.await?;
            let bytes = body.checked(limit)?;
            let parsed = if is_machine { parse_generously(bytes) } else { parse(bytes) };
            parsed.map(|(value, unknown)| Self { value, unknown })
        })
    }
}

/// A body as received.
pub(super) struct Body {
    /// Its bytes, up to the limit.
    pub(super) bytes: web::BytesMut,
    is_json: bool,
    is_encoded: bool,
    is_whole: bool,
}

impl Body {
    /// Returns the bytes of a JSON body without content coding, not longer than `limit`.
    pub(super) fn checked(&self, limit: usize) -> ApiResult<&[u8]> {
        if self.is_encoded {
            let detail = (
                "Envoyez le contenu sans le compresser (Content-Encoding).",
                "Send the content without compression (Content-Encoding).",
            );
            return Err(ApiError::new(ErrorCode::TypeNonSupporte, detail).names_codings());
        }
        if !self.is_json {
            let detail = (
                "Envoyez du JSON (Content-Type: application/json).",
                "Send JSON (Content-Type: application/json).",
            );
            return Err(ApiError::new(ErrorCode::TypeNonSupporte, detail));
        }
        if !self.is_whole {
            let size = limit / 1024;
            let detail =
                (format!("Le contenu dépasse {size} ko."), format!("The content is larger than {size} kB."));
            return Err(ApiError::new(ErrorCode::ChargeTropGrande, detail));
        }
        // A parser may ignore a byte order mark (RFC 8259 §8.1).
        Ok(self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes))
    }

    /// Returns true when the bytes are the whole body.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// Reads a body, up to `limit` bytes.
///
/// # Errors
/// 408 when it arrives too slowly, 400 when the connection breaks.
pub(super) fn read(request: &HttpRequest, payload: &mut Payload, limit: usize) -> Extracted<Body> {
    let (is_json, is_encoded) = (is_json(request), is_encoded(request));
    let patience = state(request).map(|state| state.config.http.read_timeout);
    let payload = web::Payload::from_request(request, payload);
    Box::pin(async move {
        let payload = payload.await.map_err(|_| unreadable())?;
        let (bytes, is_whole) =
            tokio::time::timeout(patience?, collect(payload, limit)).await.map_err(|_| {
                ApiError::new(
                    ErrorCode::DelaiDepasse,
                    ("Le contenu n’est pas arrivé à temps.", "The content did not arrive in time."),
                )
            })??;
        Ok(Body { bytes, is_json, is_encoded, is_whole })
    })
}

/// Reads the start of a body, and true when that is all of it.
async fn collect(mut payload: web::Payload, limit: usize) -> ApiResult<(web::BytesMut, bool)> {
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| unreadable())?;
        let room = limit - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((bytes, false));
        }
    }
    Ok((bytes, true))
}

fn is_encoded(request: &HttpRequest) -> bool {
    let codings = request.headers().get_all(CONTENT_ENCODING);
    codings.into_iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn unreadable() -> ApiError {
    ApiError::new(
        ErrorCode::RequeteInvalide,
        ("Le contenu de la requête n’a pas pu être lu.", "The content of the request could not be read."),
    )
}

fn is_json(request: &HttpRequest) -> bool {
    let header =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = header.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Parses and validates a body; also returns the first field that its type does not know.
pub(crate) fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> ApiResult<(T, Option<String>)> {
    if escapes_nul(bytes) {
        return Err(ApiError::new(
            ErrorCode::RequeteInvalide,
            ("Le caractère NUL n’est pas admis.", "The character NUL is not accepted."),
        ));
    }
    // serde would read the elements of an array as the fields of an object, in order.
    if bytes.trim_ascii_start().starts_with(b"[") && is_well_formed(bytes) {
        return Err(wrong_value(".", ""));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut unknown = None;
    let mut note = |path: serde_ignored::Path<'_>| {
        unknown.get_or_insert(path.to_string());
    };
    let noting = serde_ignored::Deserializer::new(&mut deserializer, &mut note);
    let value: T = serde_path_to_error::deserialize(noting).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        // serde_json reports a number in place of a string as a syntax error, although the text is well-formed.
        if error.is_data() || is_well_formed(bytes) {
            wrong_value(&path, &error.to_string())
        } else {
            malformed(&error)
        }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    value.validate().map_err(|errors| ApiError::validation(fields(&errors, "")))?;
    Ok((value, unknown))
}

/// Parses the body of a program: characters that [`repair`] knows are replaced, and of a field that comes twice the last
/// one counts.
pub(super) fn parse_generously<T: DeserializeOwned + Validate>(
    bytes: &[u8],
) -> ApiResult<(T, Option<String>)> {
    let repaired = repair(bytes);
    let parsed = parse(&repaired);
    let comes_twice = |error: &ApiError| error.erreurs().iter().any(|one| one.message == TWICE);
    match (&parsed, serde_json::from_slice::<Value>(&repaired)) {
        (Err(error), Ok(last_of_each)) if comes_twice(error) => {
            parse(&serde_json::to_vec(&last_of_each).map_err(ApiError::internal)?)
        }
        _ => parsed,
    }
}

/// Parses and validates the part of a body that stands in the field `champ`, whose type another field tells.
///
/// # Errors
/// 422 with the field, below `champ`.
pub fn parse_part<T: DeserializeOwned + Validate>(champ: &str, part: &Value) -> ApiResult<T> {
    let bytes = serde_json::to_vec(part).map_err(ApiError::internal)?;
    let (value, unknown) = parse(&bytes).map_err(|error| error.below(champ))?;
    match unknown {
        Some(name) => Err(unknown_field(&name, &name).below(champ)),
        None => Ok(value),
    }
}

fn is_well_formed(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn unknown_field(champ: &str, name: &str) -> ApiError {
    ApiError::field(champ, FieldCode::ChampInconnu, format!("Le champ « {name} » n’existe pas."))
}

fn malformed(error: &serde_json::Error) -> ApiError {
    let (line, column) = (error.line(), error.column());
    let french = format!("Le JSON est mal formé (ligne {line}, colonne {column}).");
    let english = format!("The JSON is malformed (line {line}, column {column}).");
    ApiError::new(ErrorCode::RequeteInvalide, (french, english))
}

/// Returns true when the JSON contains the escape `\u0000`: PostgreSQL's text cannot hold NUL.
fn escapes_nul(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        if rest[at..].starts_with(b"\\u0000") {
            return true;
        }
        // The character after a backslash never starts another escape.
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

/// Translates serde's error to the terms of the contract: serde's text is English and names Rust types.
fn wrong_value(path: &str, error: &str) -> ApiError {
    let quoted = error.split('`').nth(1).unwrap_or_default();
    let field = |name: &str| match path {
        "." | "" => name.to_owned(),
        parent => format!("{parent}.{name}"),
    };
    if error.starts_with("unknown field") {
        return unknown_field(path_or(path, quoted), quoted);
    }
    if error.starts_with("missing field") {
        return ApiError::field(
            &field(quoted),
            FieldCode::ChampRequis,
            format!("Le champ « {quoted} » est requis."),
        );
    }
    if error.starts_with("duplicate field") {
        return ApiError::field(&field(quoted), FieldCode::UnSeul, TWICE);
    }
    if error.starts_with("unknown variant") {
        return ApiError::field(path, FieldCode::ValeurInconnue, "Cette valeur n’est pas dans la liste.");
    }
    ApiError::field(path_or(path, ""), FieldCode::TypeInvalide, "La valeur n’est pas du type attendu.")
}

/// Message of a field that comes twice.
const TWICE: &str = "Ce champ figure deux fois.";

fn path_or<'a>(path: &'a str, other: &'a str) -> &'a str {
    if path == "." { other } else { path }
}

/// Lists the invalid fields by their JSON names.
fn fields(errors: &ValidationErrors, parent: &str) -> Vec<ErreurChamp> {
    let mut found = Vec::new();
    for (name, kind) in errors.errors() {
        let champ = format!("{parent}{}", camel_case(name));
        match kind {
            ValidationErrorsKind::Field(all) => found.extend(all.iter().map(|error| ErreurChamp {
                champ: champ.clone(),
                code: error.code.to_string().into(),
                message: error.message.as_deref().unwrap_or("Valeur incorrecte.").to_owned(),
            })),
            ValidationErrorsKind::Struct(inner) => found.extend(fields(inner, &format!("{champ}."))),
            ValidationErrorsKind::List(inner) => {
                found.extend(
                    inner.iter().flat_map(|(index, inner)| fields(inner, &format!("{champ}[{index}]."))),
                );
            }
        }
    }
    found.sort_by(|a, b| a.champ.cmp(&b.champ));
    found
}

#[cfg(test)]
mod tests {
    use common::action::ConvertProspectRequest;

    use super::*;

    fn refused(body: &str) -> ApiError {
        parse::<ConvertProspectRequest>(body.as_bytes()).err().unwrap()
    }

    #[test]
    fn each_wrong_body_is_told_apart() {
        for (body, code) in [
            ("", ErrorCode::RequeteInvalide),
            ("{", ErrorCode::RequeteInvalide),
            (r#"{"idProspect":"PROS_1","formationRetenue":"A"} x"#, ErrorCode::RequeteInvalide),
            (r#"{"idProspect":"PROS_1","formationRetenue":"\u0000"}"#, ErrorCode::RequeteInvalide),
            ("[]", ErrorCode::Validation),
            (r#"["PROS_1","A"]"#, ErrorCode::Validation),
            (r#" ["PROS_1","A",null,null,null]"#, ErrorCode::Validation),
            (r#"["PROS_1","A""#, ErrorCode::RequeteInvalide),
            (r#"{"idProspect":"1","formationRetenue":"A"}"#, ErrorCode::Validation),
            (r#"{"idProspect":"PROS_1"}"#, ErrorCode::Validation),
            (r#"{"idProspect":"PROS_1","formationRetenue":""}"#, ErrorCode::Validation),
            (r#"{"idProspect":"PROS_1","formationRetenue":"A","x":1}"#, ErrorCode::Validation),
        ] {
            assert_eq!(refused(body).code, code, "{body}");
        }
    }

    #[test]
    fn a_field_that_comes_twice_is_named() {
        let twice = r#"{"idProspect":"PROS_1","formationRetenue":"A","idSession":1,"idSession":2}"#;
        let error = refused(twice);
        let [erreur] = error.erreurs() else { panic!("{error:?}") };
        assert_eq!((erreur.champ.as_str(), erreur.code.known()), ("idSession", Some(FieldCode::UnSeul)));
        let (read, unknown) = parse_generously::<ConvertProspectRequest>(twice.as_bytes()).unwrap();
        assert_eq!((read.id_session.map(i64::from), unknown), (Some(2), None));
        for wrong in [r#"{"idSession":1,"idSession":"x"}"#, r#"{"idSession":1,"idSession":2"#] {
            assert!(parse_generously::<ConvertProspectRequest>(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_escaped_backslash_before_u0000_is_no_nul() {
        assert!(!escapes_nul(br#""\\u0000""#));
        assert!(escapes_nul(br#""\\\u0000""#));
    }
}
