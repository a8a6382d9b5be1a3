//! Extracts query strings: repeatable parameters, empty values as absent, pages.

use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Days, NaiveDate, Utc};
use common::Day;
use common::liste::{DEFAULT_LIMIT, LAST_PAGE, MAX_LIMIT, SEARCH_LENGTH};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::who::{Extracted, after_caller};
use crate::clock::start_of_day;
use crate::contact::text;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// A parsed query string.
///
/// # Errors
/// 400 for an invalid value of a parameter.
pub struct ValidQuery<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for ValidQuery<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = parse_query(request.query_string()).map(ValidQuery);
        after_caller(request, async move { parsed })
    }
}

/// Parses a query string.
///
/// # Errors
/// 400 for an invalid value of a parameter.
pub fn parse_query<T: DeserializeOwned>(query: &str) -> ApiResult<T> {
    serde_html_form::from_str(query).map_err(|error| {
        // Our own deserializers write French texts; serde's texts are hidden.
        let detail = match error.to_string() {
            own if own.starts_with("Le paramètre") => own,
            _ => "Un paramètre de l’adresse n’a pas la valeur attendue.".to_owned(),
        };
        ApiError::new(ErrorCode::RequeteInvalide, detail)
    })
}

/// Parses a repeatable parameter of codes; empty values count as absent.
pub fn non_empty<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    let given = words.iter().filter(|word| !word.is_empty());
    given.map(|word| word.parse().map_err(|_| refused::<D>(word))).collect()
}

/// Parses an optional parameter; an empty value counts as absent.
pub fn empty_as_none<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?.filter(|word| !word.is_empty());
    word.map(|word| word.parse().map_err(|_| refused::<D>(&word))).transpose()
}

/// Parses an optional day, `YYYY-MM-DD`; an empty value counts as absent.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?.filter(|word| !word.is_empty());
    word.map(|word| Day::new(word.as_str()).parse().ok_or_else(|| refused::<D>(&word))).transpose()
}

/// A range of instants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Period {
    /// First instant, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// Last instant, exclusive.
    pub before: Option<DateTime<Utc>>,
}

/// Converts a range of days in Paris: from the start of `du` to the end of `au`.
///
/// # Errors
/// 400 when `du` is later than `au`.
pub fn period(du: Option<NaiveDate>, au: Option<NaiveDate>) -> ApiResult<Period> {
    if du.zip(au).is_some_and(|(du, au)| du > au) {
        let detail = (
            "Le paramètre « du » est postérieur au paramètre « au ».",
            "The parameter `du` is later than the parameter `au`.",
        );
        return Err(ApiError::new(ErrorCode::RequeteInvalide, detail));
    }
    let before = au.and_then(|day| day.checked_add_days(Days::new(1)));
    Ok(Period { from: du.map(start_of_day), before: before.map(start_of_day) })
}

/// Parses an optional free text of one line: normalised, at most [`SEARCH_LENGTH`] characters, without control
/// characters.
pub fn plain_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    if text.chars().any(char::is_control) {
        return Err(serde::de::Error::custom("Le paramètre de recherche contient un caractère de contrôle."));
    }
    let text = text::line(&text);
    if text.chars().count() > SEARCH_LENGTH {
        let refusal = format!("Le paramètre de recherche dépasse {SEARCH_LENGTH} caractères.");
        return Err(serde::de::Error::custom(refusal));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn refused<'de, D: Deserializer<'de>>(word: &str) -> D::Error {
    let shown: String = word.chars().filter(|letter| !letter.is_control()).take(40).collect();
    serde::de::Error::custom(format!("Le paramètre a une valeur inconnue : « {shown} »."))
}

/// Which page of a list: `page` from 1, `limit` from 1 to [`MAX_LIMIT`].
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// The page's number, from 1
    #[serde(deserialize_with = "page_number")]
    #[param(value_type = Option<i64>)]
    pub page: i64,
    /// Rows a page, 25 by default
    #[serde(deserialize_with = "page_limit")]
    #[param(value_type = Option<i64>)]
    pub limit: i64,
}

impl Default for Page {
    fn default() -> Self {
        Self { page: 1, limit: DEFAULT_LIMIT }
    }
}

impl Page {
    /// Returns the number of rows before the page.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.limit
    }

    /// Removes the row that was read beyond the page, and returns true when there was one: the list continues.
    pub fn cut<R>(self, rows: &mut Vec<R>) -> bool {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let goes_on = rows.len() > limit;
        rows.truncate(limit);
        goes_on
    }
}

/// Builds the 400 of a cursor that the service did not make for these filters and this order.
pub fn foreign_cursor() -> ApiError {
    let detail = (
        "Le paramètre « curseur » ne vient pas d’une page de cette liste, avec ces filtres et ce tri.",
        "The parameter `curseur` does not come from a page of this list with these filters and this order.",
    );
    ApiError::new(ErrorCode::RequeteInvalide, detail)
}

fn page_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    bounded(deserializer, "page", 1, LAST_PAGE, 1)
}

fn page_limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    bounded(deserializer, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT)
}

fn bounded<'de, D: Deserializer<'de>>(
    deserializer: D,
    name: &str,
    min: i64,
    max: i64,
    default: i64,
) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(default);
    }
    let number = text.parse().ok().filter(|number| (min..=max).contains(number));
    number.ok_or_else(|| serde::de::Error::custom(format!("Le paramètre « {name} » va de {min} à {max}.")))
}
